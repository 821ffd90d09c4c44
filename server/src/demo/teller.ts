import type { CollectNeeds } from "../collect/index.ts";
import { takeIn } from "../collect/index.ts";
import {
  type Caller,
  type SettableClock,
  type Staff,
  settableClock,
  thePlatform,
} from "../platform/index.ts";
import { actOnCase, type EngineNeeds, openCase, showCase } from "../procedure/index.ts";
import type { City } from "./city.ts";
import type { Catalogued } from "./story-catalog.ts";

/** Tells the city's story: the real engine and the real intake, on a clock that is set from act to act. */
export interface Teller {
  readonly city: City;
  /** Moves to `days` before the telling's end, at a time of day in Asia/Shanghai; never past the end. */
  at(days: number, time: string): void;
  /** The day `days` before the end. */
  dayOf(days: number): string;
  /** The catalog code a case is about. */
  codeOf(caseId: string): Promise<string>;
  open(
    caller: Caller,
    procedure: string,
    contents: object,
    more?: { action?: string; subject?: string },
  ): Promise<string>;
  act(caller: Caller, id: string, action: string, contents?: object): Promise<void>;
  deliver(caller: Staff, entry: string, file: { path: string; name: string }): Promise<void>;
  /** A copy with a clock of its own, for parts told side by side. */
  aside(): Teller;
  readonly entries: Map<string, Catalogued>;
}

export interface TellerNeeds {
  readonly procedures: EngineNeeds;
  readonly collect: CollectNeeds;
  readonly city: City;
  /** The instant the story ends: now. */
  readonly end: Date;
}

export function makeTeller(needs: TellerNeeds, entries = new Map<string, Catalogued>()): Teller {
  const clock: SettableClock = settableClock(needs.end);
  const engine: EngineNeeds = { ...needs.procedures, clock };
  const collect: CollectNeeds = { ...needs.collect, clock };
  const today = new Date(needs.end.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const dayOf = (days: number) =>
    new Date(Date.parse(`${today}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
  return {
    city: needs.city,
    entries,
    dayOf,
    codeOf: async (caseId) => (await showCase(engine, thePlatform, caseId)).subject!,
    at: (days, time) => {
      const instant = new Date(`${dayOf(days)}T${time}:00+08:00`);
      clock.set(instant < needs.end ? instant : needs.end);
    },
    open: async (caller, procedure, contents, more = {}) =>
      (await openCase(engine, caller, { procedure, contents, ...more })).id,
    act: async (caller, id, action, contents = {}) => {
      const { version } = await showCase(engine, thePlatform, id);
      await actOnCase(engine, caller, { key: id, action, version, contents });
    },
    deliver: async (caller, entry, { path, name }) => {
      await takeIn(collect, { path, name, entry, caller, accept: "all" });
    },
    aside: () => makeTeller(needs, entries),
  };
}
