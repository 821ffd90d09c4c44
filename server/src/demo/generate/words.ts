import { divisionsOfCity } from "../../parties/index.ts";
import { makeCreditCode, makePhone } from "../../platform/identifiers/index.ts";
import type { Random } from "./random.ts";

const divisions = divisionsOfCity("370200");
/** Qingdao's districts and streets (GB/T 2260 and below). */
export const districts = divisions.filter((d) => d.level === "district");
export const streets = divisions.filter((d) => d.level === "street");

const roads = [
  "香港中路",
  "山东路",
  "延安三路",
  "东海西路",
  "宁夏路",
  "重庆南路",
  "黑龙江中路",
  "长江中路",
  "滨海大道",
  "青威路",
  "文昌路",
  "正阳中路",
];
const givenNames = [
  "海",
  "松",
  "岩",
  "帆",
  "潮",
  "岚",
  "石",
  "枫",
  "鸥",
  "礁",
  "湾",
  "岛",
  "云",
  "霞",
  "杉",
  "樱",
];

/** A name made of two evocative characters and a suffix: 海帆小学. */
export const named = (r: Random, suffix: string): string =>
  `${r.pick(givenNames)}${r.pick(givenNames)}${suffix}`;
export const district = (r: Random): string => r.pick(districts).name;
export const address = (r: Random, of: string): string => `${of}${r.pick(roads)}${r.int(1, 300)}号`;
export const road = (r: Random): string => r.pick(roads);
export const phone = (r: Random): string =>
  r.chance(0.5) ? `0532-8${r.int(1000000, 9999999)}` : makePhone(r.int(0, 99_999_999));
export const creditCode = (r: Random, kind = "91"): string =>
  makeCreditCode({
    kind,
    division: r.pick(districts).code,
    body: `MAYY${String(r.int(0, 99999)).padStart(5, "0")}`,
  });

/** A day as YYYY-MM-DD, `back` days before the end of the story's data. */
export function dayBefore(end: string, back: number): string {
  return new Date(Date.parse(`${end}T00:00:00Z`) - back * 86_400_000).toISOString().slice(0, 10);
}

/** The same day as clerks write it. */
export function clerkDay(day: string, style: number): string {
  const [y, m, d] = day.split("-").map(Number) as [number, number, number];
  return [
    `${y}年${m}月${d}日`,
    `${y}/${m}/${d}`,
    `${y}.${String(m).padStart(2, "0")}.${String(d).padStart(2, "0")}`,
    day,
  ][style % 4]!;
}
