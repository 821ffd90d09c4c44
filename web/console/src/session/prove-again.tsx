import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { api } from "../api.ts";

// Seldom needed, and not part of what everybody downloads first.
const ProveDialog = lazy(() => import("./prove-dialog.tsx").then((m) => ({ default: m.ProveDialog })));

/**
 * Asks once more who somebody is when the server wants that before an act; the act is then sent again by itself.
 * Whoever came by the identity provider proves it there and does the act once more.
 */
export function ProveAgain() {
  const [answer, setAnswer] = useState<((proved: boolean) => void) | null>(null);
  const asking = useRef<Promise<boolean>>(undefined);
  useEffect(() => {
    // Two acts at once are asked for one proof.
    api.onProve(() => {
      asking.current ??= new Promise<boolean>((resolve) => setAnswer(() => resolve)).finally(() => {
        asking.current = undefined;
      });
      return asking.current;
    });
    return () => api.onProve(undefined);
  }, []);
  if (!answer) return null;
  const end = (proved: boolean) => {
    setAnswer(null);
    answer(proved);
  };
  return (
    <Suspense fallback={null}>
      <ProveDialog onEnd={end} />
    </Suspense>
  );
}
