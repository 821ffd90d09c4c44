import { refusals } from "../../platform/index.ts";

/** What machine access refuses, with what it says. */
export const refuse = refusals("machines", {
  machine_unknown: { status: 404, zh: "没有这个系统", en: "There is no such system" },
  kind_without: {
    status: 403,
    zh: "第三方服务机构不得以自己的名义接入系统；请由委托单位登记",
    en: "A third-party vendor connects no system in its own name; the body that engaged it registers it",
  },
  scope_not_of_kind: {
    status: 422,
    zh: "这类机构的系统不能取得所选权限",
    en: "A system of this kind of organisation cannot have the scopes chosen",
  },
  key_needed: {
    status: 422,
    zh: "请粘贴系统的公钥（PEM 或 JWK）",
    en: "Paste the system's public key (PEM or JWK)",
  },
  key_unwanted: {
    status: 422,
    zh: "使用密钥口令方式时不需要公钥",
    en: "No public key is taken where a secret is used",
  },
  key_private: {
    status: 422,
    zh: "这是私钥。私钥只能留在系统一侧，平台没有保存它；请更换密钥对后只粘贴公钥",
    en: "This is a private key. It must never leave the system and was not kept here; make a new pair and paste the public half",
  },
  key_unfit: {
    status: 422,
    zh: "公钥不可用：须为 P-256、Ed25519，或 2048–4096 位的 RSA",
    en: "The key cannot be used: it must be P-256, Ed25519, or RSA of 2048 to 4096 bits",
  },
  address_unfit: {
    status: 422,
    zh: "来源地址不正确：须为 IP 地址或 CIDR 网段",
    en: "An address is not right: it must be an IP address or a CIDR block",
  },
  expiry_unfit: {
    status: 422,
    zh: "有效期须在今后一年之内",
    en: "The expiry must lie within the coming year",
  },
  too_many: {
    status: 409,
    zh: "每个单位最多登记 {count} 个系统",
    en: "An organisation registers at most {count} systems",
  },
  over: {
    status: 409,
    zh: "登记已到期，不能再恢复或更换；请重新登记",
    en: "The registration has expired and is neither resumed nor renewed; register it anew",
  },
  bearer: {
    status: 401,
    zh: "不接受 Bearer 令牌：令牌须与密钥绑定，以 DPoP 方式出示",
    en: "Bearer tokens are not accepted: a token is bound to a key and shown by DPoP (RFC 9449)",
  },
  token: {
    status: 401,
    zh: "令牌无效、已到期，或系统已停用",
    en: "The token is not valid, has expired, or its system no longer has access",
  },
  proof: {
    status: 401,
    zh: "持有证明（DPoP）不正确：{why}",
    en: "The proof of possession (DPoP) is not right: {why}",
  },
  nonce: {
    status: 401,
    zh: "请使用应答头 DPoP-Nonce 给出的随机数重试",
    en: "Try again with the nonce given in the answer's DPoP-Nonce header",
  },
  scope: {
    status: 403,
    zh: "该系统没有所需的权限：{scope}",
    en: "The system lacks the scope needed: {scope}",
  },
  not_for_machines: {
    status: 403,
    zh: "该事项须由工作人员办理，系统不能代办",
    en: "This is for people to do; a system cannot do it",
  },
  not_a_machine: {
    status: 401,
    zh: "请以系统令牌访问",
    en: "This is asked with a system's token",
  },
});
