import { decodeEntities } from "./cell-text.ts";
import { Unreadable } from "./refuse.ts";

export interface MarkupEvents {
  /** Names are without prefix, in lower case for HTML. `attributes` is the raw text; read it with `attribute`. */
  open(name: string, attributes: string, empty: boolean): void;
  close(name: string): void;
  text(text: string): void;
}

/**
 * Cuts XML or HTML into tags and text, piece by piece, without building a tree or looking up any entity that is
 * not predefined. A document type with declarations is refused in XML: it is how entity bombs and file reads
 * get in. Longest tag or text run kept: 4 MiB.
 */
export class MarkupScanner {
  readonly #events: MarkupEvents;
  readonly #html: boolean;
  #rest = "";
  /** In HTML, inside script or style: nothing counts until its closing tag. */
  #skipTo = "";

  constructor(events: MarkupEvents, html = false) {
    this.#events = events;
    this.#html = html;
  }

  push(piece: string): void {
    const text = this.#rest === "" ? piece : this.#rest + piece;
    let at = 0;
    for (;;) {
      if (this.#skipTo !== "") {
        const closing = this.#skipTo === "script" ? /<\/script/gi : /<\/style/gi;
        closing.lastIndex = at;
        const end = closing.exec(text)?.index ?? -1;
        if (end < 0) {
          this.#keep(text.slice(-20));
          return;
        }
        this.#skipTo = "";
        at = end;
      }
      const tag = text.indexOf("<", at);
      if (tag < 0) {
        // Text may go on in the next piece, an entity may be cut: hold it back.
        this.#keep(text.slice(at));
        return;
      }
      if (tag > at) this.#events.text(text.slice(at, tag));
      const end = this.#tag(text, tag);
      if (end < 0) {
        this.#keep(text.slice(tag));
        return;
      }
      at = end;
    }
  }

  end(): void {
    if (this.#rest !== "" && !this.#rest.startsWith("<")) this.#events.text(this.#rest);
    this.#rest = "";
  }

  #keep(rest: string): void {
    if (rest.length > 4 << 20) throw new Unreadable("inspect.record_too_long", "<");
    this.#rest = rest;
  }

  /** Handles the tag at `from`; returns where it ends, −1 when it is not complete. */
  #tag(text: string, from: number): number {
    const next = text.charCodeAt(from + 1);
    if (next === 33) {
      if (text.startsWith("<!--", from)) return after(text, "-->", from + 4);
      if (text.startsWith("<![CDATA[", from)) {
        const end = text.indexOf("]]>", from);
        if (end < 0) return -1;
        this.#events.text(text.slice(from + 9, end).replaceAll("&", "&amp;"));
        return end + 3;
      }
      if (text.length - from < 9) return -1;
      if (!this.#html && /^<!DOCTYPE/i.test(text.slice(from, from + 9)))
        throw new Unreadable("inspect.entities");
      return after(text, ">", from);
    }
    if (next === 63) return after(text, this.#html ? ">" : "?>", from);
    const end = this.#html ? text.indexOf(">", from) : endOfTag(text, from);
    if (end < 0) return -1;
    if (next === 47) {
      this.#events.close(this.#name(text.slice(from + 2, end).trim()));
      return end + 1;
    }
    if (this.#html && !/[A-Za-z]/.test(text[from + 1] ?? "")) {
      this.#events.text("<");
      return from + 1;
    }
    const empty = text.charCodeAt(end - 1) === 47;
    let nameEnd = from + 1;
    while (nameEnd < end && !isNameEnd(text.charCodeAt(nameEnd))) nameEnd++;
    const name = this.#name(text.slice(from + 1, nameEnd));
    this.#events.open(name, text.slice(nameEnd, empty ? end - 1 : end), empty);
    if (this.#html && (name === "script" || name === "style")) this.#skipTo = name;
    return end + 1;
  }

  #name(raw: string): string {
    const colon = raw.indexOf(":");
    const name = colon < 0 ? raw : raw.slice(colon + 1);
    return this.#html ? name.toLowerCase() : name;
  }
}

const isNameEnd = (c: number): boolean => c === 32 || c === 47 || c === 10 || c === 13 || c === 9;

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? -1 : at + end.length;
}

/** The `>` of a tag; one inside a quoted attribute does not end it. One pass: a tag may be megabytes long. */
function endOfTag(text: string, from: number): number {
  let quote = 0;
  let attributes = false;
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 61) attributes = true;
    else if (c === 34 || c === 39) quote = quote === 0 ? c : quote === c ? 0 : quote;
    else if (c === 62 && (quote === 0 || !attributes)) return i;
  }
  return -1;
}

/** The value of an attribute in the raw text of a tag, prefix ignored. */
export function attribute(attributes: string, name: string): string | undefined {
  let at = attributes.indexOf(`${name}=`);
  while (at > 0 && !isNameEnd(attributes.charCodeAt(at - 1)) && attributes[at - 1] !== ":")
    at = attributes.indexOf(`${name}=`, at + 1);
  if (at < 0) return undefined;
  const from = at + name.length + 1;
  const quote = attributes[from];
  if (quote !== '"' && quote !== "'") return /^[^\s>]*/.exec(attributes.slice(from))?.[0];
  const end = attributes.indexOf(quote, from + 1);
  return end < 0 ? undefined : decodeEntities(attributes.slice(from + 1, end));
}
