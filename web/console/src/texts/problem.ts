import { messages } from "./messages.ts";

export const problemTexts = messages({
  unreachable: {
    zh: "连不上服务器。请检查网络后重试，已填写的内容仍在。",
    en: "The server cannot be reached. Check the network and try again; what you typed is still here.",
  },
  signedOut: { zh: "登录已失效，请重新登录。", en: "You are signed out. Please sign in again." },
  notYours: { zh: "您的岗位不能办理这一步。", en: "Your role cannot do this." },
  notFound: {
    zh: "没有找到。可能不存在，或不属于您的单位。",
    en: "Not found. It may not exist, or not belong to your organisation.",
  },
  conflict: {
    zh: "内容刚被他人更新，您的操作没有生效。",
    en: "Someone else changed this first; your act did not take effect.",
  },
  tooLarge: { zh: "文件太大，服务器不接收。", en: "The file is too large for the server." },
  tooMany: { zh: "操作太频繁，请稍后再试。", en: "Too many tries. Please wait a moment." },
  refused: { zh: "服务器没有接受这次操作。", en: "The server refused this." },
  ours: {
    zh: "服务器出错，操作没有生效。问题已记录，请稍后重试。",
    en: "The server failed and nothing was done. The fault is recorded; please try again later.",
  },
  fault: { zh: "页面出错，请刷新后重试。", en: "This page failed. Please reload and try again." },
  basis: { zh: "依据{article}", en: "Under {article}" },
  retryAfter: { zh: "请在 {n} 秒后再试。", en: "Try again in {n} {n|second|seconds}." },
  code: { zh: "编号 {code}", en: "Code {code}" },
  retry: { zh: "重试", en: "Try again" },
});
