import fc from "fast-check";
import { type Day, dayAt, dayNumber } from "../day.ts";

/** Days from `from` to `to`, both included, for property tests. */
export function days(from: string, to: string): fc.Arbitrary<Day> {
  return fc.integer({ min: dayNumber(from as Day), max: dayNumber(to as Day) }).map(dayAt);
}

/** Reads a literal as a day in tests. */
export function day(text: string): Day {
  return dayAt(dayNumber(text as Day));
}

/** An instant written in Shanghai time, e.g. "2026-10-08T23:59:59.999". */
export function shanghai(text: string): Date {
  return new Date(`${text}+08:00`);
}
