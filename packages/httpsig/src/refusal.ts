/** Chinese and English text of one refusal; `{name}` is replaced by the parameter of that name. */
type Text = { zh: string; en: string };

const texts = {
  // The core (RFC 9421).
  "field.malformed": {
    zh: "头字段 {field} 不符合结构化字段格式",
    en: "the field {field} is not a well-formed structured field",
  },
  "field.missing": { zh: "缺少头字段 {field}", en: "the field {field} is missing" },
  "field.not_ascii": {
    zh: "{field} 含有 ASCII 可打印字符以外的内容",
    en: "{field} has characters other than printable ASCII",
  },
  "field.type_unknown": {
    zh: "不知道头字段 {field} 的结构化类型",
    en: "the structured type of the field {field} is not known",
  },
  "component.unknown": { zh: "不认识的签名组件 {component}", en: "the component {component} is not known" },
  "component.parameter": {
    zh: "签名组件 {component} 的参数不被认识或互相矛盾",
    en: "a parameter of the component {component} is unknown or contradicts another",
  },
  "component.duplicate": {
    zh: "签名组件 {component} 重复出现",
    en: "the component {component} is listed twice",
  },
  "component.not_here": {
    zh: "这类消息没有签名组件 {component}",
    en: "a message of this kind has no component {component}",
  },
  "component.absent": {
    zh: "消息中没有签名组件 {component} 的值，或不止一个",
    en: "the message has no value, or several, for the component {component}",
  },
  "message.uri": { zh: "目标地址不是绝对 URI", en: "the target is not an absolute URI" },
  "signature.labels": {
    zh: "Signature-Input 与 Signature 的标签不一致或重复",
    en: "Signature-Input and Signature do not have the same labels, each once",
  },
  "signature.label_unknown": {
    zh: "没有标签为 {label} 的签名",
    en: "there is no signature labelled {label}",
  },
  "signature.wrong": {
    zh: "签名验证失败：消息或签名被改动，或密钥不对",
    en: "the signature does not verify: message or signature was altered, or the key is another",
  },
  "signature.algorithm": {
    zh: "签名所称算法与密钥的算法不同",
    en: "the signature names another algorithm than the key's",
  },
  "key.unfit": { zh: "密钥不适合算法 {algorithm}", en: "the key does not fit the algorithm {algorithm}" },
  "digest.missing": { zh: "没有可用的 Content-Digest", en: "there is no Content-Digest that can be checked" },
  "digest.wrong": {
    zh: "正文与 Content-Digest 不符",
    en: "the content is not what Content-Digest says",
  },
  // The strict profile between instances.
  "strict.too_long": { zh: "{what} 超过 {most} 字节", en: "{what} is longer than {most} bytes" },
  "strict.repeated": { zh: "头字段 {field} 出现不止一次", en: "the field {field} occurs more than once" },
  "strict.form": {
    zh: "头字段 {field} 不是规范写法",
    en: "the field {field} is not written in its one canonical form",
  },
  "strict.label": {
    zh: "须有且只有一个标签为 {label} 的签名",
    en: "there must be exactly one signature, labelled {label}",
  },
  "strict.components": {
    zh: "签名覆盖的组件须为 {expected}",
    en: "the covered components must be {expected}",
  },
  "strict.parameters": {
    zh: "签名参数须依次为 created、expires、nonce、keyid、tag",
    en: "the signature parameters must be created, expires, nonce, keyid, tag, in this order",
  },
  "strict.tag": { zh: "签名用途标记不是 {tag}", en: "the signature's tag is not {tag}" },
  "strict.nonce": {
    zh: "随机数须为 22 至 64 个 base64url 字符（不少于 128 位）",
    en: "the nonce must be 22 to 64 base64url characters (128 bits or more)",
  },
  "strict.stale": { zh: "签名已过时", en: "the signature is stale" },
  "strict.future": { zh: "签名时间在将来", en: "the signature was made in the future" },
  "strict.validity": {
    zh: "签名有效期须大于 0 且不超过 {most} 秒",
    en: "the signature's validity must be more than 0 and at most {most} s",
  },
  "strict.digest": {
    zh: "Content-Digest 须有且只有 sha-256",
    en: "Content-Digest must hold sha-256 and nothing else",
  },
  "strict.method": { zh: "请求方法不在允许之列", en: "the request method is not one of those allowed" },
  "strict.target": {
    zh: "请求地址不是规范写法",
    en: "the request target is not written in its one canonical form",
  },
  "strict.encoded": {
    zh: "正文不得带 Content-Encoding 或尾部字段",
    en: "the content must have no Content-Encoding and no trailer",
  },
  "strict.type": {
    zh: "有正文就须有 Content-Type",
    en: "a message with content must say its Content-Type",
  },
  "strict.key_unknown": { zh: "不认识该密钥，或密钥不在有效期", en: "the key is not known or not valid now" },
} as const satisfies Record<string, Text>;

/** A reason this package refuses a message. */
export type SignatureRefusalCode = keyof typeof texts;

/** Every code with its texts, for units that answer with them. */
export const signatureRefusals: Readonly<Record<SignatureRefusalCode, Text>> = texts;

/** A message this package will not accept: a stable code and the reason in Chinese and English. */
export class SignatureRefusal extends Error {
  readonly code: SignatureRefusalCode;
  readonly zh: string;
  readonly en: string;

  constructor(code: SignatureRefusalCode, params: Readonly<Record<string, string | number>> = {}) {
    const { zh, en } = texts[code];
    super(`${code}: ${fill(en, params)}`);
    this.name = "SignatureRefusal";
    this.code = code;
    this.zh = fill(zh, params);
    this.en = fill(en, params);
  }
}

// Cut, and without control characters, so that what a hostile message put there stays short and printable.
const fill = (text: string, params: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in params
      ? String(params[name])
          .slice(0, 200)
          .replace(/[^\x20-\x7e]/g, "?")
      : whole,
  );
