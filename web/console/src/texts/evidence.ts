import { messages } from "./messages.ts";

export const evidenceTexts = messages({
  get: { zh: "证据包", en: "Evidence pack" },
  hint: {
    zh: "下载一个 ZIP：办理经过、内容，每一步的日志条目和证明。可离线核对，不需要本平台。",
    en: "One ZIP: what was done and its contents, and each act's ledger entry with its proof. It can be checked offline, without this platform.",
  },
  making: { zh: "正在准备证据包…", en: "Preparing the evidence pack…" },
  received: { zh: "已接收 {size}", en: "{size} received" },
  receivedOf: { zh: "已接收 {size} / {total}", en: "{size} of {total} received" },
  stop: { zh: "停止", en: "Stop" },
  waiting: {
    zh: "最后一步还在等待写入日志，{n} 秒后自动再试。",
    en: "The last act is waiting to be entered; trying again in {n} {n|second|seconds}.",
  },
  now: { zh: "现在就试", en: "Try now" },
  done: { zh: "已下载 {name}（{size}）。", en: "{name} downloaded ({size})." },
  receiptsLoading: { zh: "正在读取回执…", en: "Reading the receipts…" },
  receiptsDown: {
    zh: "回执暂时取不到，办理记录不受影响。",
    en: "The receipts cannot be had now; the history stands.",
  },
  publicPage: { zh: "在公开页面上查看这一条", en: "This entry on the public page" },
});
