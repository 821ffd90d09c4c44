/** Chinese and English text of one refusal or finding; `{name}` is replaced by the parameter of that name. */
type Text = { zh: string; en: string };

const texts = {
  "json.not_json": {
    zh: "{at} 处的值不是 JSON 能表示的值（{what}）",
    en: "the value at {at} cannot be written as JSON ({what})",
  },
  "json.not_canonical": {
    zh: "条目不是规范 JSON（RFC 8785）",
    en: "the entry is not canonical JSON (RFC 8785)",
  },
  "tree.size": {
    zh: "日志长度或序号不在允许范围内：{what}",
    en: "a tree size or index is out of range: {what}",
  },
  "tile.path": { zh: "数据块路径不合规范：{path}", en: "not a tile path: {path}" },
  "tile.missing": { zh: "缺少数据块 {path}", en: "tile {path} is missing" },
  "tile.malformed": { zh: "数据块 {path} 格式错误：{what}", en: "tile {path} is malformed: {what}" },
  "tile.unproven": {
    zh: "数据块 {path} 与检查点所签的根不符",
    en: "tile {path} does not lead to the signed root",
  },
  "entry.size": {
    zh: "条目有 {bytes} 字节，超过 65535 字节的上限",
    en: "an entry of {bytes} bytes exceeds the limit of 65535 bytes",
  },
  "entry.field": { zh: "条目字段 {field} 不合要求", en: "the entry's field {field} is not acceptable" },
  "entry.unknown_field": {
    zh: "条目含有未定义的字段 {field}",
    en: "the entry has a field {field} that the format does not know",
  },
  "entry.personal": {
    zh: "条目字段 {field} 看起来是公民身份号码或手机号码，账本不记录个人信息",
    en: "the entry's field {field} looks like a citizen or phone number; the ledger holds no personal data",
  },
  "entry.salt": {
    zh: "盐值须为 16 至 64 字节的随机数",
    en: "a salt must be 16 to 64 random bytes",
  },
  "key.malformed": { zh: "密钥格式错误：{what}", en: "the key is malformed: {what}" },
  "key.unknown_type": {
    zh: "不支持该密钥的签名类型",
    en: "the key's signature type is not one this verifier knows",
  },
  "note.malformed": { zh: "签名文本格式错误：{what}", en: "the signed note is malformed: {what}" },
  "note.unsigned": {
    zh: "签名文本没有受信任密钥 {names} 的签名",
    en: "the note carries no signature by the trusted key {names}",
  },
  "note.bad_signature": {
    zh: "密钥 {name} 的签名验证失败，内容或签名被改动",
    en: "the signature by {name} does not verify: the text or the signature was altered",
  },
  "checkpoint.malformed": { zh: "检查点格式错误：{what}", en: "the checkpoint is malformed: {what}" },
  "checkpoint.origin": {
    zh: "检查点属于 {found}，不是 {expected}",
    en: "the checkpoint belongs to {found}, not to {expected}",
  },
  "checkpoint.quorum": {
    zh: "检查点的见证签名不足：策略要求 {quorum}，已验证的见证为 {found}",
    en: "too few witnesses cosigned the checkpoint: the policy asks for {quorum}, verified are {found}",
  },
  "policy.malformed": {
    zh: "信任策略第 {line} 行有误：{what}",
    en: "line {line} of the trust policy is malformed: {what}",
  },
  "witness.malformed": {
    zh: "见证请求或应答格式错误：{what}",
    en: "the witness message is malformed: {what}",
  },
  "witness.unknown_log": {
    zh: "见证方不认识日志 {origin}",
    en: "the witness does not know the log {origin}",
  },
  "witness.inconsistent": {
    zh: "{origin} 的检查点（{size} 条）不是从已见证的 {old} 条一致增长而来",
    en: "the checkpoint of {origin} at {size} entries is no consistent growth from the {old} witnessed",
  },
  "proof.malformed": { zh: "回执格式错误：{what}", en: "the receipt is malformed: {what}" },
  "proof.does_not_hold": {
    zh: "回执与条目不符：序号 {index} 的条目不在检查点所签的日志中",
    en: "the receipt does not hold: this entry is not at index {index} of the signed log",
  },
} as const satisfies Record<string, Text>;

/** A reason this package refuses an input. */
export type RefusalCode = keyof typeof texts;

/** Values named in a refusal's text. Never entry contents. */
export type Params = Record<string, string | number>;

/** Every refusal code, for tests that keep translations and catalogues complete. */
export const refusalCodes = Object.keys(texts) as RefusalCode[];

/** An input this package will not accept: a stable code and the reason in Chinese and English. */
export class LogRefusal extends Error {
  readonly code: RefusalCode;
  readonly params: Params;
  readonly zh: string;
  readonly en: string;

  constructor(code: RefusalCode, params: Params = {}) {
    super(`${code}: ${fillIn(texts[code].en, params)}`);
    this.name = "LogRefusal";
    this.code = code;
    this.params = params;
    this.zh = fillIn(texts[code].zh, params);
    this.en = fillIn(texts[code].en, params);
  }
}

/** Replaces each `{name}` in a text by its parameter, cut at 200 characters so that hostile input stays short. */
export function fillIn(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in params ? String(params[name]).slice(0, 200) : whole,
  );
}
