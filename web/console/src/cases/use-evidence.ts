import { useEffect, useRef, useState } from "react";
import { api } from "../api.ts";
import { saveBlob } from "../ui/save-file.ts";
import { fetchEvidence, packName, type Received, secondsToWait } from "./evidence.ts";

export type EvidenceState =
  | { readonly is: "idle" }
  | { readonly is: "working"; readonly received: Received | undefined }
  | { readonly is: "waiting"; readonly seconds: number }
  | { readonly is: "done"; readonly name: string; readonly bytes: number }
  | { readonly is: "failed"; readonly thrown: unknown };

// The wait is a second or two; where it goes on, something is wrong and a person should know.
const mostTries = 10;

/** The download of a case's evidence pack: asks again by itself while the last act waits for its checkpoint. */
export function useEvidence(id: string, number: string) {
  const [state, setState] = useState<EvidenceState>({ is: "idle" });
  const going = useRef<AbortController | null>(null);
  const tries = useRef(0);
  useEffect(() => () => going.current?.abort(), []);

  const ask = async () => {
    const here = new AbortController();
    going.current = here;
    tries.current += 1;
    setState({ is: "working", received: undefined });
    const still = (next: EvidenceState) => !here.signal.aborted && setState(next);
    try {
      const pack = await fetchEvidence(api, id, {
        signal: here.signal,
        progress: (received) => still({ is: "working", received }),
      });
      if (here.signal.aborted) return;
      const name = packName(number);
      saveBlob(name, pack);
      still({ is: "done", name, bytes: pack.size });
    } catch (thrown) {
      const seconds = tries.current < mostTries ? secondsToWait(thrown) : undefined;
      still(seconds === undefined ? { is: "failed", thrown } : { is: "waiting", seconds });
    }
  };

  useEffect(() => {
    if (state.is !== "waiting") return;
    const next = () =>
      state.seconds > 1 ? setState({ is: "waiting", seconds: state.seconds - 1 }) : void ask();
    const timer = setTimeout(next, 1000);
    return () => clearTimeout(timer);
  });

  return {
    state,
    start: () => {
      tries.current = 0;
      void ask();
    },
    stop: () => {
      going.current?.abort();
      setState({ is: "idle" });
    },
  };
}
