import { useEffect } from "react";
import { useSay } from "../language.tsx";
import { shellTexts } from "../texts/shell.ts";

/** Names the page in the browser's title, so that tabs, history and screen readers tell pages apart. */
export function usePageTitle(title: string): void {
  const say = useSay();
  useEffect(() => {
    document.title = `${title} · ${say(shellTexts.product)}`;
  }, [title, say]);
}
