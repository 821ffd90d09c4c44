import { refusals } from "../platform/index.ts";

export const refuse = refusals("ledger", {
  case_missing: {
    status: 404,
    zh: "没有找到该办件，或您无权查看",
    en: "No such case, or it is not yours to see",
  },
  no_tile: { status: 404, zh: "存证日志中没有这一部分", en: "The log has no such tile" },
  nothing_to_erase: {
    status: 409,
    zh: "这些办理行为没有留存内容，无可删除（或已经删除）",
    en: "None of these acts has content that is kept: there is nothing to erase, or it has been erased",
  },
  erasure_stays: {
    status: 409,
    zh: "删除行为本身的记录不能删除",
    en: "The record of an erasure cannot itself be erased",
  },
  evidence_not_yet: {
    status: 503,
    zh: "最近的办理行为尚未进入已签名的检查点，请在 {seconds} 秒后再试",
    en: "The latest act is not in a signed checkpoint yet; try again in {seconds} seconds",
  },
  evidence_too_large: {
    status: 422,
    zh: "该办件超出一个证据包的大小限制",
    en: "The case is larger than an evidence pack may be",
  },
  not_published: {
    status: 503,
    zh: "存证日志尚未发布第一个检查点，请稍后再试",
    en: "The log has not published its first checkpoint yet",
  },
});
