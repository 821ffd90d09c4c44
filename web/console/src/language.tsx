import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { Text } from "./api-types.ts";
import { fillText, type Params } from "./texts/messages.ts";

export type Lang = "zh" | "en";

interface Language {
  lang: Lang;
  setLang: (lang: Lang) => void;
  /** Says a text in the reader's language; `{name}` places are filled from `params`. */
  say: (text: Text, params?: Params) => string;
}

const LanguageContext = createContext<Language | null>(null);
const kept = "zq.lang";

/** Holds the reader's language for everything below and keeps it for the next visit. Chinese comes first. */
export function LanguageProvider({ children, initial }: { children: ReactNode; initial?: Lang }) {
  const [lang, setLang] = useState<Lang>(
    () => initial ?? (localStorage.getItem(kept) === "en" ? "en" : "zh"),
  );
  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
    localStorage.setItem(kept, lang);
  }, [lang]);
  const say = useCallback((text: Text, params?: Params) => fillText(text, lang, params), [lang]);
  const value = useMemo(() => ({ lang, setLang, say }), [lang, say]);
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error("useLanguage outside LanguageProvider");
  return language;
}

/** The short way to the one function most components need. */
export const useSay = () => useLanguage().say;
