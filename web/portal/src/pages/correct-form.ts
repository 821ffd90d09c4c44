import type { Messages } from "../messages/index.ts";

/** What the form holds, as sent; the API has the last word on it. */
export interface CorrectionForm {
  readonly to: string;
  readonly row: string;
  readonly column: string;
  readonly found: string;
  readonly shouldBe: string;
  readonly evidence: string;
  readonly contact: string;
}

export const fieldNames = ["to", "row", "column", "found", "shouldBe", "evidence", "contact"] as const;
export type FieldName = (typeof fieldNames)[number];

/** Characters each field takes. */
export const limits: Record<FieldName, number> = {
  to: 20,
  row: 200,
  column: 100,
  found: 2000,
  shouldBe: 1000,
  evidence: 1000,
  contact: 200,
};

export type FormProblems = Partial<Record<FieldName, string>>;

export function readForm(values: URLSearchParams): CorrectionForm {
  const read = (name: FieldName) => (values.get(name) ?? "").replaceAll("\r\n", "\n").trim();
  return {
    to: read("to"),
    row: read("row"),
    column: read("column"),
    found: read("found"),
    shouldBe: read("shouldBe"),
    evidence: read("evidence"),
    contact: read("contact"),
  };
}

export function checkForm(form: CorrectionForm, t: Messages): FormProblems {
  const problems: FormProblems = {};
  for (const name of fieldNames) {
    if ([...form[name]].length > limits[name]) problems[name] = t.correct.tooLong(String(limits[name]));
  }
  if (form.found === "") problems.found = t.correct.missingFound;
  if (form.to !== "agency" && form.to !== "authority") problems.to = t.correct.missingTo;
  return problems;
}

/** The contents of the case; what was left empty is left out. */
export function contentsOf(form: CorrectionForm): Record<string, string> {
  return Object.fromEntries(fieldNames.map((name) => [name, form[name]]).filter(([, value]) => value !== ""));
}
