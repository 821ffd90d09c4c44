import { messages } from "./messages.ts";

export const clockTexts = messages({
  none: { zh: "没有法定时限", en: "No statutory period" },
  met: { zh: "按时完成", en: "Done in time" },
  late: { zh: "超期办结", en: "Done late" },
  cancelled: { zh: "时限已终止", en: "Period ended" },
  overdue: { zh: "已超期 {n} 个工作日", en: "{n} working {n|day|days} overdue" },
  today: { zh: "今日 24:00 到期", en: "Due today at 24:00" },
  hours: { zh: "还有 {h} 小时 {m} 分", en: "{h} h {m} min left" },
  left: { zh: "剩 {n} 个工作日", en: "{n} working {n|day|days} left" },
  due: { zh: "{day} 到期", en: "due {day}" },
  until: { zh: "至 {day}", en: "until {day}" },
  period: { zh: "时限 {n} 个工作日", en: "{n} working {n|day|days}" },
  provisional: {
    zh: "暂定：当年放假安排尚未公布",
    en: "Provisional: that year's holidays are not announced yet",
  },
  extended: { zh: "已延长：{reason}", en: "Extended: {reason}" },
  alsoBound: { zh: "{instrument}另定 {n} 个工作日", en: "{instrument} also sets {n} working {n|day|days}" },
  startedOn: { zh: "{day} 起算", en: "from {day}" },
  owedBy: { zh: "由{org}履行", en: "owed by {org}" },
});
