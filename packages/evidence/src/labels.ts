import type { Words } from "./format.ts";

/** Codes the platform uses everywhere, in words: the verifier's own, not the pack's. */
const labels: Readonly<Record<string, Words>> = {
  officer: { zh: "数据专员", en: "data officer" },
  head: { zh: "负责人", en: "head" },
  reviewer: { zh: "审核员", en: "reviewer" },
  supervisor: { zh: "监督员", en: "supervisor" },
  admin: { zh: "管理员", en: "administrator" },
  machine: { zh: "系统", en: "system" },
  anyone: { zh: "无账号的申请人", en: "applicant without an account" },
  platform: { zh: "平台", en: "the platform" },
  met: { zh: "按时办结", en: "met" },
  late: { zh: "逾期办结", en: "late" },
  cancelled: { zh: "取消", en: "cancelled" },
  "period.overdue": { zh: "期限届满未办", en: "a period ran out" },
  "period.recomputed": { zh: "期限按新节假日安排重算", en: "a period reckoned anew" },
  organisation: { zh: "有权查看的单位", en: "an organisation that may see the case" },
  "follow-up": { zh: "申请人（凭编号与查询码）", en: "the applicant, by number and secret" },
};

export const labelOf = (code: string): Words | undefined =>
  Object.hasOwn(labels, code) ? labels[code] : undefined;

/** An instant in Beijing time, to the second. */
export function beijing(instant: string): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return instant;
  return `${new Date(time + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ")} (UTC+8)`;
}
