import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Label } from "./api-types.ts";
import type { Language } from "./format.ts";
import { say } from "./format.ts";
import type { Preferences } from "./http/preferences.ts";
import type { Messages } from "./messages/index.ts";
import { messagesOf } from "./messages/index.ts";

/** What every part of a page may lean on: the reader's settings, the instant, where the page stands. */
export interface PageContext extends Preferences {
  readonly t: Messages;
  readonly now: Date;
  readonly nonce: string;
  /** Path without query, and the query the page was asked with (without settings). */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Scheme and host of this site as the public reaches it, without a slash at the end. */
  readonly publicUrl: string;
  readonly style: string | undefined;
  readonly script: string | undefined;
  /** True for answers to a form: a link that would lose them is not offered. */
  readonly answer: boolean;
  /** Everything shown is demonstration data, and every page says so. */
  readonly demo: boolean;
}

const Page = createContext<InPage | undefined>(undefined);
export const PageProvider = Page.Provider;

export interface InPage extends PageContext {
  readonly lang: Language;
  /** A bilingual label in the reader's language. */
  readonly say: (label: Label | number | null | undefined) => string;
}

export function usePage(): InPage {
  const page = useContext(Page);
  if (!page) throw new Error("a part was rendered outside a page");
  return page;
}

export function contextOf(settings: Omit<PageContext, "t">): InPage {
  const { language } = settings;
  const t = messagesOf(language);
  return { ...settings, t, lang: language, say: (label) => say(label, language) };
}
