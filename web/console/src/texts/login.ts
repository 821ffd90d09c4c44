import { messages } from "./messages.ts";

export const loginTexts = messages({
  title: { zh: "登录工作台", en: "Sign in to the workbench" },
  lead: {
    zh: "公共数据的目录、汇聚、共享、开放，每一件都有时限、有依据、有回执。",
    en: "Catalog, collect, share and open public data: every act with its period, its article and its receipt.",
  },
  login: { zh: "账号", en: "Account" },
  password: { zh: "密码", en: "Password" },
  submit: { zh: "登录", en: "Sign in" },
  needLogin: { zh: "请输入账号。", en: "Enter your account." },
  needPassword: { zh: "请输入密码。", en: "Enter your password." },
  demo: { zh: "演示账号", en: "Demo accounts" },
  demoHint: {
    zh: "当前为演示环境，点击账号即填入。数据均由程序生成。",
    en: "This is a demonstration. Choose an account to fill it in; all data is synthetic.",
  },
  more: { zh: "其余 {n} 个账号", en: "{n} more accounts" },
  portal: { zh: "回到公共数据开放平台", en: "Back to the open data portal" },
  wait: {
    zh: "尝试次数过多，请在 {n} 秒后再试。",
    en: "Too many tries. Try again in {n} {n|second|seconds}.",
  },
});

export const stepTexts = messages({
  title: { zh: "输入验证码", en: "Enter the code" },
  hint: {
    zh: "打开身份验证器应用，输入 6 位验证码。",
    en: "Open your authenticator app and enter its six digits.",
  },
  code: { zh: "验证码", en: "Code" },
  recovery: { zh: "恢复码", en: "Recovery code" },
  recoveryHint: {
    zh: "每个恢复码只能使用一次，登录后请尽快更换第二因素。",
    en: "Each recovery code serves once. Renew your second factor soon after.",
  },
  useRecovery: { zh: "手机不在身边？使用恢复码", en: "No phone at hand? Use a recovery code" },
  useCode: { zh: "使用身份验证器应用", en: "Use the authenticator app" },
  needCode: { zh: "请输入验证码。", en: "Enter the code." },
  back: { zh: "重新登录", en: "Begin again" },
});

export const oidcTexts = messages({
  or: { zh: "或", en: "or" },
  with: { zh: "使用{label}登录", en: "Sign in with {label}" },
  returning: { zh: "正在核对统一身份认证的结果…", en: "Checking the identity provider's answer…" },
  title: { zh: "统一身份认证", en: "Identity provider" },
  again: { zh: "返回登录页", en: "Back to signing in" },
  home: { zh: "返回工作台", en: "Back to the workbench" },
  signedOut: {
    zh: "已退出工作台。统一身份认证可能仍处于登录状态。",
    en: "You are signed out here. The identity provider may still know you.",
  },
  alsoThere: { zh: "同时退出统一身份认证", en: "Sign out there too" },
});

export const roleTexts = messages({
  officer: { zh: "数据专员", en: "Officer" },
  head: { zh: "机构负责人", en: "Head" },
  reviewer: { zh: "审核岗", en: "Reviewer" },
  supervisor: { zh: "监督岗", en: "Supervisor" },
  admin: { zh: "管理员", en: "Administrator" },
});
