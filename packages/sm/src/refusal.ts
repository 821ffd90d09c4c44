const texts = {
  "sm.key": {
    zh: "不是可用的 SM2 密钥：{what}",
    en: "not a usable SM2 key: {what}",
  },
  "sm.length": {
    zh: "{what} 的长度不合要求：{bytes} 字节",
    en: "{what} has a length that is not acceptable: {bytes} bytes",
  },
  "sm.ciphertext": {
    zh: "密文不能用该密钥解开，或已被改动",
    en: "the ciphertext cannot be opened with this key, or was altered",
  },
  "sm.signature": {
    zh: "不是 SM2 签名的规范编码",
    en: "not the canonical encoding of an SM2 signature",
  },
} as const;

/** A reason this package refuses an input. */
export type SmRefusalCode = keyof typeof texts;

/** Every refusal code, for tests. */
export const smRefusalCodes = Object.keys(texts) as SmRefusalCode[];

/** An input this package will not accept: a stable code and the reason in Chinese and English, never key bytes. */
export class SmRefusal extends Error {
  readonly code: SmRefusalCode;
  readonly zh: string;
  readonly en: string;

  constructor(code: SmRefusalCode, params: Record<string, string | number> = {}) {
    const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
    super(`${code}: ${fill(texts[code].en)}`);
    this.name = "SmRefusal";
    this.code = code;
    this.zh = fill(texts[code].zh);
    this.en = fill(texts[code].en);
  }
}
