import { messages } from "./messages.ts";

export const accountTexts = messages({
  title: { zh: "账号与安全", en: "Account and security" },
  sub: {
    zh: "密码、第二因素、关联身份和正在登录的设备。",
    en: "Password, second factor, linked identities and where you are signed in.",
  },
  password: { zh: "密码", en: "Password" },
  passwordDone: {
    zh: "密码已修改，其他设备已退出。",
    en: "The password is changed; other devices are signed out.",
  },
  passwordHint: {
    zh: "修改后，其他设备上的登录立即失效。",
    en: "Once changed, you are signed out everywhere else.",
  },
  passwordOpen: { zh: "修改密码", en: "Change the password" },
});

export const factorTexts = messages({
  title: { zh: "第二因素", en: "Second factor" },
  what: {
    zh: "登录时除密码外，再输入手机身份验证器应用上的 6 位验证码。密码泄露时，他人仍无法登录。",
    en: "Besides the password, signing in asks for six digits from an app on your phone. A leaked password alone then opens nothing.",
  },
  on: { zh: "已启用", en: "On" },
  off: { zh: "未启用", en: "Off" },
  since: { zh: "{at} 启用", en: "since {at}" },
  requiredRole: { zh: "您的岗位必须使用第二因素。", en: "Your role needs a second factor." },
  demo: {
    zh: "演示账号的密码公开，不能启用第二因素。可由管理员添加人员后试用。",
    en: "This account's password is published, so it takes no second factor. Add a person to try it.",
  },
  left: { zh: "剩余恢复码 {n} 个", en: "{n} recovery {n|code|codes} left" },
  fewLeft: { zh: "恢复码即将用完，请更换。", en: "Recovery codes are running out; renew them." },
  enrol: { zh: "启用第二因素", en: "Turn on" },
  renew: { zh: "更换", en: "Renew" },
  renewCodes: { zh: "更换恢复码", en: "Renew recovery codes" },
  remove: { zh: "停用", en: "Turn off" },
  removed: { zh: "第二因素已停用。", en: "The second factor is off." },
  enrolTitle: { zh: "启用第二因素", en: "Turn on the second factor" },
  renewTitle: { zh: "更换第二因素", en: "Renew the second factor" },
  codesTitle: { zh: "更换恢复码", en: "Renew recovery codes" },
  removeTitle: { zh: "停用第二因素", en: "Turn off the second factor" },
  proofs: {
    zh: "请用当前的第二因素确认。",
    en: "Confirm with your present second factor.",
  },
  password: { zh: "密码", en: "Password" },
  code: { zh: "验证码或恢复码", en: "Code or recovery code" },
  needPassword: { zh: "请输入密码。", en: "Enter your password." },
  needCode: { zh: "请输入验证码。", en: "Enter the code." },
  go: { zh: "继续", en: "Continue" },
  step1: {
    zh: "用身份验证器应用扫描二维码",
    en: "Scan this with an authenticator app",
  },
  qr: {
    zh: "第二因素的二维码；也可使用下方的密钥",
    en: "QR code of the second factor; the key below says the same",
  },
  typed: { zh: "无法扫描时，在应用中手工输入密钥：", en: "If you cannot scan, type this key into the app:" },
  key: { zh: "密钥", en: "Key" },
  step2: { zh: "输入应用显示的 6 位验证码", en: "Enter the six digits it shows" },
  sixDigits: { zh: "6 位验证码", en: "Six-digit code" },
  confirm: { zh: "确认启用", en: "Confirm" },
  once: { zh: "二维码和密钥只显示这一次。", en: "Code and key are shown this once." },
  savedTitle: { zh: "请保存恢复码", en: "Keep your recovery codes" },
  savedHint: {
    zh: "手机丢失时，用恢复码登录。每个只能使用一次，离开本页后不再显示。",
    en: "They let you in without your phone, each once. They are not shown again.",
  },
  download: { zh: "下载为文本文件", en: "Download as a text file" },
  copy: { zh: "复制", en: "Copy" },
  copied: { zh: "已复制。", en: "Copied." },
  kept: { zh: "我已保存好恢复码", en: "I have kept them" },
  done: { zh: "完成", en: "Done" },
  file: { zh: "栈桥-恢复码.txt", en: "zhanqiao-recovery-codes.txt" },
});

export const enrolPageTexts = messages({
  title: { zh: "请先启用第二因素", en: "Turn on your second factor first" },
  hint: {
    zh: "负责人、审核岗、监督岗和管理员登录时须使用第二因素。",
    en: "Heads, reviewers, supervisors and administrators sign in with a second factor.",
  },
});

export const identityTexts = messages({
  title: { zh: "关联身份", en: "Linked identities" },
  what: {
    zh: "关联后，可使用{label}登录本账号。",
    en: "Once linked, {label} signs you in to this account.",
  },
  none: { zh: "尚未关联。", en: "None is linked." },
  subject: { zh: "身份标识", en: "Subject" },
  issuer: { zh: "签发者", en: "Issuer" },
  since: { zh: "关联时间", en: "Linked" },
  bySelf: { zh: "本人关联", en: "by the person" },
  byAdmin: { zh: "管理员登记", en: "by an administrator" },
  link: { zh: "关联我的{label}", en: "Link my {label}" },
  linked: { zh: "已关联。", en: "Linked." },
  unlink: { zh: "解除关联", en: "Unlink" },
  unlinkSure: {
    zh: "解除后不能再用该身份登录本账号，用它登录的设备立即退出。",
    en: "It no longer signs in to this account, and devices it signed in are signed out.",
  },
  unlinked: { zh: "已解除关联。", en: "Unlinked." },
  off: { zh: "平台未配置统一身份认证。", en: "No identity provider is configured." },
});

export const sessionTexts = messages({
  title: { zh: "登录的设备", en: "Where you are signed in" },
  what: {
    zh: "有不认识的，请立即退出并修改密码。",
    en: "End anything you do not know, and change your password.",
  },
  device: { zh: "浏览器", en: "Browser" },
  network: { zh: "网段", en: "Network" },
  begun: { zh: "登录时间", en: "Begun" },
  seen: { zh: "最近活动", en: "Last seen" },
  how: { zh: "登录方式", en: "How" },
  acts: { zh: "操作", en: "Acts" },
  current: { zh: "本设备", en: "this one" },
  unknown: { zh: "未知浏览器", en: "Unknown browser" },
  byPassword: { zh: "密码", en: "password" },
  byOidc: { zh: "统一身份认证", en: "identity provider" },
  withTotp: { zh: "验证码", en: "code" },
  withRecovery: { zh: "恢复码", en: "recovery code" },
  withIdp: { zh: "统一身份的第二因素", en: "its second factor" },
  end: { zh: "退出", en: "End" },
  endOthers: { zh: "退出其他全部设备", en: "End all others" },
  ended: { zh: "已退出。", en: "Ended." },
  endedN: { zh: "已退出 {n} 个登录。", en: "{n} {n|session|sessions} ended." },
});

export const proveTexts = messages({
  title: { zh: "请再次验证身份", en: "Prove again who you are" },
  hint: {
    zh: "修改密码、第二因素和人员账号前，须确认是您本人。15 分钟内有效。",
    en: "Passwords, second factors and accounts are changed only by yourself. This holds for 15 minutes.",
  },
  password: { zh: "密码", en: "Password" },
  submit: { zh: "确认", en: "Confirm" },
  published: { zh: "演示账号的密码：{word}", en: "Demonstration accounts have the password {word}" },
  by: { zh: "通过{label}验证", en: "Prove with {label}" },
  byHint: {
    zh: "验证后返回本页，请再次提交刚才的操作。",
    en: "You come back to this page; then do once more what you were doing.",
  },
});

export const personSecurityTexts = messages({
  open: { zh: "账号安全", en: "Security" },
  title: { zh: "{name}的账号安全", en: "Account security of {name}" },
  factor: { zh: "第二因素", en: "Second factor" },
  factorReset: { zh: "重置第二因素", en: "Reset the second factor" },
  factorResetHint: {
    zh: "手机和恢复码都丢失时使用。本人立即退出，下次登录只需密码，须重新启用。",
    en: "For whoever lost phone and recovery codes. They are signed out and enrol anew.",
  },
  factorResetDone: { zh: "第二因素已重置，已记入存证。", en: "Reset, and recorded." },
  ownFactor: { zh: "自己的第二因素请在“账号与安全”中更换。", en: "Renew your own on your account page." },
  sessions: { zh: "登录的设备", en: "Sessions" },
  sessionsEnd: { zh: "退出全部设备", en: "End all sessions" },
  sessionsHint: { zh: "设备丢失或账号异常时使用。", en: "For a lost device or anything odd." },
  identities: { zh: "关联身份", en: "Linked identities" },
  identityHint: {
    zh: "登记此人在{label}中的身份标识，此人即可用它登录。",
    en: "State this person's subject at {label}; they can then sign in with it.",
  },
  subject: { zh: "身份标识（sub）", en: "Subject (sub)" },
  needSubject: { zh: "请填写身份标识，不含空格。", en: "Enter the subject, without spaces." },
  link: { zh: "关联", en: "Link" },
});
