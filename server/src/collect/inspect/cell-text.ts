const entities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  middot: "·",
  bull: "•",
  ldquo: "“",
  rdquo: "”",
  lsquo: "‘",
  rsquo: "’",
  mdash: "—",
  ndash: "–",
  hellip: "…",
  times: "×",
  deg: "°",
  plusmn: "±",
  micro: "µ",
  sup2: "²",
  sup3: "³",
  yen: "¥",
  ensp: " ",
  emsp: " ",
};

const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}[23]?));/gi;

/** Decodes HTML entities that survived in a cell (`&amp;`, `&#8226;`, `&middot;`); unknown ones stay. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(entity, (whole, dec?: string, hex?: string, name?: string) => {
    if (name) return entities[name.toLowerCase()] ?? whole;
    const point = dec ? Number(dec) : Number.parseInt(hex!, 16);
    return point > 31 && point < 0x11_0000 && (point < 0xd800 || point > 0xdfff)
      ? String.fromCodePoint(point)
      : whole;
  });
}

export const hasEntity = (text: string): boolean => text.includes("&") && decodeEntities(text) !== text;

/** Full-width ASCII (０-９, Ａ-Ｚ, ，．／：（） …) to its half-width form, the ideographic space to a space. */
export function halfWidth(text: string): string {
  if (!/[\uff01-\uff5e\u3000]/.test(text)) return text;
  return text.replace(/[\uff01-\uff5e\u3000]/g, (c) =>
    c === "\u3000" ? " " : String.fromCharCode(c.charCodeAt(0) - 0xfee0),
  );
}

/** \s covers the ideographic and no-break spaces and the byte-order mark; zero-width ones do not. */
const edge = /^(?:\s|\u200b|\u200c|\u200d|\u2060)+|(?:\s|\u200b|\u200c|\u200d|\u2060)+$/g;

/** Without blanks of any kind at both ends. */
export function trimAll(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first > 32 && first < 127 && last > 32 && last < 127 ? text : text.replace(edge, "");
}

/** A cell as it is read for its type: entities decoded, half-width, trimmed. */
export const tidyCell = (text: string): string => {
  let ascii = true;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 126 || c === 38) {
      ascii = false;
      break;
    }
  }
  return ascii ? trimAll(text) : trimAll(halfWidth(decodeEntities(text)));
};
