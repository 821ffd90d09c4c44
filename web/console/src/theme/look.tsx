import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Look, Scheme } from "./antd-theme.ts";

export type SchemeChoice = Scheme | "system";
interface Choices {
  scheme: SchemeChoice;
  compact: boolean;
  large: boolean;
}
interface LookHolder {
  look: Look;
  choices: Choices;
  choose: (change: Partial<Choices>) => void;
}

const LookContext = createContext<LookHolder | null>(null);
const kept = "zq.look";
const plain: Choices = { scheme: "system", compact: false, large: false };

/** Reads choices kept earlier; anything unreadable counts as no choice. */
export function choicesFrom(text: string | null): Choices {
  try {
    const read = JSON.parse(text ?? "{}") as Partial<Choices>;
    return {
      scheme: read.scheme === "light" || read.scheme === "dark" ? read.scheme : "system",
      compact: read.compact === true,
      large: read.large === true,
    };
  } catch {
    return plain;
  }
}

/** Holds light or dark, density and type size, and sets them on the document for our own styles. */
export function LookProvider({ children }: { children: ReactNode }) {
  const [choices, setChoices] = useState<Choices>(() => choicesFrom(localStorage.getItem(kept)));
  const system = useSystemScheme();
  const scheme = choices.scheme === "system" ? system : choices.scheme;
  const { compact, large } = choices;

  useEffect(() => {
    const root = document.documentElement;
    root.dataset.theme = scheme;
    root.dataset.size = large ? "large" : "normal";
    root.dataset.density = compact ? "compact" : "normal";
    localStorage.setItem(kept, JSON.stringify(choices));
  }, [scheme, large, compact, choices]);

  const holder = useMemo<LookHolder>(
    () => ({
      look: { scheme, compact, large },
      choices,
      choose: (change) => setChoices((before) => ({ ...before, ...change })),
    }),
    [scheme, compact, large, choices],
  );
  return <LookContext value={holder}>{children}</LookContext>;
}

export function useLook(): LookHolder {
  const holder = useContext(LookContext);
  if (!holder) throw new Error("useLook outside LookProvider");
  return holder;
}

function useSystemScheme(): Scheme {
  const query = "(prefers-color-scheme: dark)";
  const [dark, setDark] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const changed = () => setDark(list.matches);
    list.addEventListener("change", changed);
    return () => list.removeEventListener("change", changed);
  }, []);
  return dark ? "dark" : "light";
}
