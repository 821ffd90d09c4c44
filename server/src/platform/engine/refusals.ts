import { refusals } from "../refusal.ts";

/** Why the query engine does not answer. Positions are 1-based characters of the filter. */
export const refuse = refusals("query", {
  malformed: {
    status: 400,
    zh: "查询请求不合规范：{problem}",
    en: "The query is malformed: {problem}",
  },
  filter_too_long: {
    status: 400,
    zh: "筛选条件超过 {limit} 个字符",
    en: "The filter is longer than {limit} characters",
  },
  filter_too_deep: {
    status: 400,
    zh: "筛选条件嵌套超过 {limit} 层",
    en: "The filter is nested deeper than {limit} levels",
  },
  filter_too_many: {
    status: 400,
    zh: "筛选条件超过 {limit} 个比较或取值",
    en: "The filter has more than {limit} comparisons or values",
  },
  filter_syntax: {
    status: 400,
    zh: "筛选条件第 {position} 个字符处：应为{expectedZh}，实为{foundZh}",
    en: "Filter, character {position}: expected {expectedEn}, found {foundEn}",
  },
  unknown_column: {
    status: 400,
    zh: "没有名为“{column}”的列",
    en: "There is no column named “{column}”",
  },
  ambiguous_column: {
    status: 400,
    zh: "有多列的中文名是“{column}”，请使用英文列名",
    en: "Several columns are labelled “{column}”; use the physical name",
  },
  wrong_value: {
    status: 400,
    zh: "列“{column}”（{type}）不能与“{value}”比较",
    en: "Column “{column}” ({type}) cannot be compared with “{value}”",
  },
  wrong_operator: {
    status: 400,
    zh: "列“{column}”（{type}）不支持 {operator}",
    en: "Column “{column}” ({type}) does not support {operator}",
  },
  duplicate_output: {
    status: 400,
    zh: "结果中有两列同名：{column}",
    en: "Two columns of the result have the same name: {column}",
  },
  cursor_invalid: {
    status: 400,
    zh: "翻页游标无效，或不属于这一数据版本、排序与筛选",
    en: "The cursor is invalid, or belongs to another version, sort or filter",
  },
  busy: {
    status: 503,
    zh: "查询排队已满，请稍后再试",
    en: "The query queue is full; try again shortly",
  },
  timeout: {
    status: 422,
    zh: "查询超过 {seconds} 秒未完成，已停止；请缩小范围",
    en: "The query did not finish within {seconds} s and was stopped; narrow it",
  },
  too_heavy: {
    status: 422,
    zh: "查询所需内存超过上限；请缩小范围",
    en: "The query needs more memory than allowed; narrow it",
  },
  cancelled: {
    status: 422,
    zh: "查询已取消",
    en: "The query was cancelled",
  },
});
