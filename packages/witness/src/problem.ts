const texts = {
  "lock.held": {
    zh: "{file} 正由另一个见证进程占用",
    en: "{file} is held by another witness process",
  },
  "state.broken": {
    zh: "状态文件 {file} 无法读取：{what}。见证方不能忘记已签的内容，故不启动",
    en: "the state file {file} cannot be read: {what}. A witness must not forget what it signed, so it does not start",
  },
  "key.open": {
    zh: "密钥文件 {file} 可被他人读取，请改为 0600",
    en: "the key file {file} can be read by others: set it to 0600",
  },
  "key.broken": { zh: "密钥文件 {file} 有误：{what}", en: "the key file {file} is broken: {what}" },
  "logs.broken": {
    zh: "日志清单第 {line} 行有误：{what}",
    en: "line {line} of the list of logs is broken: {what}",
  },
  "logs.none": { zh: "日志清单为空", en: "the list of logs is empty" },
} as const;

/** A reason the witness does not start. */
export type ProblemCode = keyof typeof texts;

/** Every code, for tests. */
export const problemCodes = Object.keys(texts) as ProblemCode[];

/** Why the witness does not start, in Chinese and English. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly zh: string;
  readonly en: string;

  constructor(code: ProblemCode, params: Record<string, string | number> = {}) {
    const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
    super(`${code}: ${fill(texts[code].en)}`);
    this.name = "Problem";
    this.code = code;
    this.zh = fill(texts[code].zh);
    this.en = fill(texts[code].en);
  }
}
