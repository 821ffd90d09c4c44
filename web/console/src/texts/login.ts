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

export const roleTexts = messages({
  officer: { zh: "数据专员", en: "Officer" },
  head: { zh: "机构负责人", en: "Head" },
  reviewer: { zh: "审核岗", en: "Reviewer" },
  supervisor: { zh: "监督岗", en: "Supervisor" },
  admin: { zh: "管理员", en: "Administrator" },
});
