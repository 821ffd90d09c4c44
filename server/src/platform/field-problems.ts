import type { z } from "zod";
import type { FieldProblem } from "./refusal.ts";

/** Says what is wrong with each field in both languages; at most 50, so that an answer stays small. */
export function fieldProblems(error: z.ZodError): FieldProblem[] {
  return error.issues.slice(0, 50).map((issue) => {
    const { zh, en } = words(issue);
    return { path: issue.path.map(String).join("/"), zh, en };
  });
}

function words(issue: z.core.$ZodIssue): { zh: string; en: string } {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? { zh: "必填", en: "is required" }
        : { zh: `类型应为 ${issue.expected}`, en: `must be of type ${issue.expected}` };
    case "too_small":
      return issue.origin === "string" && Number(issue.minimum) <= 1
        ? { zh: "不能为空", en: "must not be empty" }
        : {
            zh: `不能少于 ${issue.minimum}${unit(issue.origin).zh}`,
            en: `must be at least ${issue.minimum}${unit(issue.origin).en}`,
          };
    case "too_big":
      return {
        zh: `不能超过 ${issue.maximum}${unit(issue.origin).zh}`,
        en: `must be at most ${issue.maximum}${unit(issue.origin).en}`,
      };
    case "invalid_value":
      return {
        zh: `只能是 ${issue.values.map(String).join("、")}`,
        en: `must be one of ${issue.values.map(String).join(", ")}`,
      };
    case "invalid_format":
      return { zh: `格式不符(${issue.format})`, en: `does not have the form ${issue.format}` };
    case "unrecognized_keys":
      return {
        zh: `不认识的内容：${issue.keys.slice(0, 5).join("、")}`,
        en: `has unknown content: ${issue.keys.slice(0, 5).join(", ")}`,
      };
    default:
      return split(issue.message);
  }
}

// Our own refinements write their message as "中文 / English".
function split(message: string): { zh: string; en: string } {
  const [zh, en] = message.split(" / ", 2);
  return zh && en ? { zh, en } : { zh: "不符合要求", en: message };
}

function unit(origin: string): { zh: string; en: string } {
  if (origin === "string") return { zh: " 个字符", en: " characters" };
  if (origin === "array") return { zh: " 项", en: " items" };
  return { zh: "", en: "" };
}
