/** The one source of time; every act takes its instant from here, never from the machine directly. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that starts at `start` and runs on at the pace of the machine's (demo mode only). */
export function clockFrom(start: Date, machine: Clock = systemClock): Clock {
  const offset = start.getTime() - machine.now().getTime();
  return { now: () => new Date(machine.now().getTime() + offset) };
}

/** A clock that stands still until it is moved: for tests and for telling the demo city's story. */
export interface SettableClock extends Clock {
  set(instant: Date | string): void;
}

export function settableClock(start: Date | string): SettableClock {
  let instant = new Date(start);
  return {
    now: () => new Date(instant),
    set: (next) => {
      instant = new Date(next);
    },
  };
}
