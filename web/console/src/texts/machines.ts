import type { Text } from "../api-types.ts";
import type { MachineScope } from "../machines/types.ts";
import { messages } from "./messages.ts";

export const machineTexts = messages({
  title: { zh: "系统接入", en: "Systems" },
  sub: {
    zh: "{org}的业务系统经登记后，可按权限自动交付和查询。系统不能审批、答复、签批或管理。",
    en: "Systems of {org} deliver and read by themselves once registered. They never approve, answer, sign or administer.",
  },
  add: { zh: "登记系统", en: "Register a system" },
  notAdmin: { zh: "只有管理员能管理系统接入。", en: "Only administrators manage systems." },
  empty: { zh: "还没有登记系统", en: "No systems yet" },
  emptyHint: {
    zh: "登记后，业务系统可以不经人工上传，直接交付本单位的数据。",
    en: "Once registered, a system delivers your organisation's data without anybody uploading it.",
  },
  noneForKind: {
    zh: "第三方服务机构不以自己的名义接入系统，由委托单位登记（第四十七条）。",
    en: "A vendor connects no system in its own name; the body that engaged it registers it (Art. 47).",
  },
  name: { zh: "系统名称", en: "Name" },
  purpose: { zh: "用途", en: "Purpose" },
  purposeHint: {
    zh: "写明办理什么事项、为什么需要接入，一句话。",
    en: "Which duty it serves and why it needs access, in a sentence.",
  },
  scopes: { zh: "权限", en: "Scopes" },
  scopesHint: {
    zh: "只选需要的；以后要增加，另行登记。",
    en: "Only what is needed; for more, register anew.",
  },
  means: { zh: "认证方式", en: "Authentication" },
  byKey: { zh: "系统自己的密钥（推荐）", en: "The system's own key (preferred)" },
  byKeyHint: {
    zh: "私钥只在系统一侧，平台只存公钥。",
    en: "The private key never leaves the system; only the public one is kept here.",
  },
  bySecret: { zh: "平台生成的口令", en: "A secret made here" },
  bySecretHint: {
    zh: "只显示一次；平台只存其摘要。适合不能签名的旧系统。",
    en: "Shown once, kept as a hash only. For older systems that cannot sign.",
  },
  publicKey: { zh: "公钥（PEM 或 JWK）", en: "Public key (PEM or JWK)" },
  publicKeyHint: {
    zh: "P-256、Ed25519，或 2048–4096 位 RSA。",
    en: "P-256, Ed25519, or RSA of 2048 to 4096 bits.",
  },
  makeKey: { zh: "如何生成密钥", en: "How to make a key" },
  networks: { zh: "限定来源地址", en: "Allowed networks" },
  networksHint: {
    zh: "每行一个 IP 地址或网段，如 10.20.0.0/16。不填则不限。",
    en: "One IP address or block a line, such as 10.20.0.0/16. Empty: from anywhere.",
  },
  anywhere: { zh: "不限", en: "anywhere" },
  expiry: { zh: "有效期至", en: "Valid to" },
  expiryHint: {
    zh: "到当日 24:00，最长一年；到期需重新登记。",
    en: "To 24:00 of the day, a year at most; then it is registered anew.",
  },
  lastUsed: { zh: "最近访问", en: "Last used" },
  never: { zh: "尚未访问", en: "never" },
  state: { zh: "状态", en: "State" },
  active: { zh: "可用", en: "Active" },
  suspended: { zh: "已停用", en: "Suspended" },
  expired: { zh: "已到期", en: "Expired" },
  acts: { zh: "操作", en: "Acts" },
  rotate: { zh: "更换密钥", en: "Replace key" },
  rotateOf: { zh: "更换“{name}”的密钥", en: "Replace the key of “{name}”" },
  rotateSure: {
    zh: "更换后原密钥立即失效，已取得的令牌一并作废。",
    en: "The old one and every token obtained with it end at once.",
  },
  suspend: { zh: "停用", en: "Suspend" },
  suspendOf: { zh: "停用“{name}”", en: "Suspend “{name}”" },
  suspendSure: {
    zh: "停用后系统立即不能访问，已取得的令牌作废；可以恢复。",
    en: "It is shut out at once and its tokens end; it can be resumed.",
  },
  resume: { zh: "恢复", en: "Resume" },
  remove: { zh: "删除", en: "Delete" },
  removeOf: { zh: "删除“{name}”", en: "Delete “{name}”" },
  removeSure: {
    zh: "删除后不能恢复。它办过的事项仍以其编号留在存证中。",
    en: "This cannot be undone. What it did stays in the ledger under its id.",
  },
  needName: { zh: "请填写系统名称。", en: "Give a name." },
  needPurpose: { zh: "请写明用途。", en: "Say what it is for." },
  needScopes: { zh: "至少选择一项权限。", en: "Choose at least one scope." },
  needKey: { zh: "请粘贴公钥。", en: "Paste the public key." },
  keyPrivate: {
    zh: "这是私钥，请勿提交。请只粘贴公钥，并更换这对密钥。",
    en: "This is a private key: do not send it. Paste the public half only, and make a new pair.",
  },
  keyUnfit: {
    zh: "这不是可用的公钥：须为 PEM（BEGIN PUBLIC KEY）或 JWK。",
    en: "This is no usable public key: PEM (BEGIN PUBLIC KEY) or JWK is needed.",
  },
  needExpiry: { zh: "请选择有效期，最长一年。", en: "Choose a day within a year." },
  networkUnfit: { zh: "第 {n} 行不是 IP 地址或网段。", en: "Line {n} is no IP address or block." },
  once: { zh: "口令只显示这一次", en: "This secret is shown only now" },
  onceHint: {
    zh: "请立即复制到系统的密钥管理中。关闭后无法再查看，只能更换。",
    en: "Copy it into the system's key store now. Once closed it cannot be seen again, only replaced.",
  },
  clientId: { zh: "系统编号（client_id）", en: "Client id (client_id)" },
  secret: { zh: "口令（client_secret）", en: "Secret (client_secret)" },
  copy: { zh: "复制", en: "Copy" },
  copied: { zh: "已复制", en: "Copied" },
  copyFailed: {
    zh: "浏览器不允许复制，请手动选择。",
    en: "The browser did not allow it; select and copy by hand.",
  },
  kept: { zh: "我已妥善保存", en: "I have stored it safely" },
  keptNot: {
    zh: "请确认已保存口令；再次关闭将不再显示。",
    en: "Confirm that you stored it; close again and it is gone.",
  },
  finish: { zh: "完成", en: "Done" },
  registered: { zh: "系统已登记", en: "Registered" },
  rotated: { zh: "密钥已更换", en: "Replaced" },
  how: { zh: "系统如何接入", en: "How a system connects" },
  howHint: {
    zh: "按 OAuth 2.0 客户端凭证取得令牌，令牌以 DPoP（RFC 9449）与系统的密钥绑定，5 分钟有效；每次请求附带持有证明。不接受 Bearer 令牌。",
    en: "A token by OAuth 2.0 client credentials, bound by DPoP (RFC 9449) to the system's key, for five minutes; every request carries a proof. Bearer tokens are not accepted.",
  },
  issuer: { zh: "授权服务器", en: "Issuer" },
  tokenEndpoint: { zh: "令牌地址", en: "Token endpoint" },
  keyPrint: { zh: "公钥指纹", en: "Key thumbprint" },
});

/** What each scope is called. */
export const scopeNames: Record<MachineScope, Text> = messages({
  "catalog:read": { zh: "目录查询", en: "Read the catalog" },
  "data:read": { zh: "数据读取", en: "Read data" },
  "data:deliver": { zh: "数据交付", en: "Deliver data" },
  "cases:read": { zh: "办件查询", en: "Read cases" },
});

/** What each scope allows. */
export const scopeAllows: Record<MachineScope, Text> = messages({
  "catalog:read": {
    zh: "检索公共数据目录，查看条目、历次版本、开放清单和共享负面清单。",
    en: "Search the catalog; read entries, their versions, the open list and the negative list.",
  },
  "data:read": {
    zh: "按条件读取和下载已开放的数据集。",
    en: "Read by filter and download datasets that are open.",
  },
  "data:deliver": {
    zh: "为本单位已发布的目录条目上传、装载、检查并发布新版本。",
    en: "Upload, load, check and publish new versions for your own published entries.",
  },
  "cases:read": {
    zh: "查看本单位可见的办件、时限和存证回执；不能办理。",
    en: "See your organisation's cases, periods and receipts; act on none.",
  },
});
