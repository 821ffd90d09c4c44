/** Bounds of format 1. The maker refuses to write beyond them, the verifier to read. */
export const maxPackBytes = 32 << 20;
export const maxTotalBytes = 64 << 20;
export const maxFileBytes = 8 << 20;
export const maxHtmlBytes = 24 << 20;
export const maxActs = 2000;
export const maxPeriods = 500;
export const maxKeys = 20;
export const maxWords = 5000;

export const format = "zhanqiao-evidence/1";

const single = ["manifest.json", "checkpoint", "periods.json", "articles.json", "words.json"] as const;
const optional = ["document.json"] as const;

/** Every file but the acts' and the page, in the order of the pack. */
export const singleFiles: readonly string[] = single;

const actFile = /^acts\/(\d{4})\/(?:entry\.json|receipt\.tlog-proof|content\.json)$/;

/** Whether format 1 knows a file of this name. */
export const isKnownName = (name: string): boolean =>
  name === "index.html" ||
  [...single, ...optional].some((one) => one === name) ||
  Number(actFile.exec(name)?.[1] ?? 0) > 0;

export const maxBytesOf = (name: string): number => (name === "index.html" ? maxHtmlBytes : maxFileBytes);

/** The folder of the n-th entry, from 1. */
export const folderOf = (n: number): string => `acts/${String(n).padStart(4, "0")}`;
