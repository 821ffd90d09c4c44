/** Milliseconds without a touch after which the page's own questions no longer count as somebody working. */
const away = 2 * 60_000;
let touchedAt = performance.now();

if (typeof addEventListener === "function")
  for (const event of ["pointerdown", "pointermove", "keydown", "wheel"])
    addEventListener(
      event,
      () => {
        touchedAt = performance.now();
      },
      { capture: true, passive: true },
    );

/** Whether nobody has touched this page for a while. */
export const isUnattended = (): boolean => performance.now() - touchedAt > away;
