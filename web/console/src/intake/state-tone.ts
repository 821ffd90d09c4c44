import type { IntakeState } from "../intake-types.ts";

/** Colour of a state's tag; the word beside it says the same. */
export const stateTone: Record<IntakeState, string> = {
  receiving: "info",
  inspecting: "info",
  inspected: "warn",
  refused: "danger",
  loading: "info",
  checked: "warn",
  published: "ok",
  failed: "danger",
  cancelled: "",
};

/** Which of the six steps (upload, understand, map, load, check, publish) an intake is in; 6 when through. */
export const stepOfState: Record<IntakeState, number> = {
  receiving: 0,
  inspecting: 1,
  inspected: 2,
  refused: 1,
  loading: 3,
  checked: 4,
  published: 6,
  failed: 3,
  cancelled: 0,
};
