import { refusals } from "../refusal.ts";

/** Deepest nesting that is read; no form of ours has a tenth of it. */
export const deepest = 100;

const refuse = refusals("http", {
  json_unreadable: {
    status: 400,
    zh: "请求内容不是合规的 JSON（须为 UTF-8）",
    en: "The content is not JSON in UTF-8",
  },
  json_deep: {
    status: 400,
    zh: "请求内容嵌套超过 {deepest} 层",
    en: "The content is nested more than {deepest} deep",
  },
  json_ambiguous: {
    status: 400,
    zh: "请求内容有重复或保留的字段名",
    en: "The content repeats a name or uses a reserved one",
  },
  json_text: {
    status: 400,
    zh: "请求内容含有空字符或不完整的字符",
    en: "The content holds a NUL or half a character",
  },
});

const reserved = new Set(["__proto__", "constructor", "prototype"]);
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads JSON that every reader reads alike (I-JSON, RFC 7493): UTF-8, no name twice, no half of a surrogate pair; and
 * nothing that turns on its reader: names of JavaScript's own, NULs, nesting without end. Linear in its length.
 * @throws Refusal 400.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw refuse("json_unreadable");
  }
  check(text);
  return value;
}

// Strings and the signs that build objects and lists; in a text that has been parsed nothing else matters.
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;

function check(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : undefined);
      if (open.length > deepest) throw refuse("json_deep", { params: { deepest } });
    } else if (token === "}" || token === "]") open.pop();
    else {
      const said = token.includes("\\") ? (JSON.parse(token) as string) : token.slice(1, -1);
      if (!said.isWellFormed() || said.includes("\0")) throw refuse("json_text");
      const names = open.at(-1);
      if (!names || !isName(text, index + token.length)) continue;
      if (names.has(said) || reserved.has(said)) throw refuse("json_ambiguous");
      names.add(said);
    }
  }
}

function isName(text: string, from: number): boolean {
  let at = from;
  while (" \t\r\n".includes(text[at] ?? "x")) at++;
  return text[at] === ":";
}
