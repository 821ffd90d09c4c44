import type { FastifyInstance } from "fastify";
import type { CorrectionReceipt, Dataset, FollowUpView, Problem } from "../api-types.ts";
import { say } from "../format.ts";
import { Correct, CorrectionReceived } from "../pages/correct.tsx";
import type { CorrectionForm, FieldName, FormProblems } from "../pages/correct-form.ts";
import { checkForm, contentsOf, fieldNames, readForm } from "../pages/correct-form.ts";
import { ApiRefusal } from "./client.ts";
import { registerFollowUp } from "./follow-up.tsx";
import { forAnyone, get } from "./routes.tsx";
import { trusted } from "./trusted.ts";
import type { Site, Visit } from "./visit.tsx";
import { visitOf } from "./visit.tsx";

const largestForm = 64 * 1024;

/** The forms of the portal. A form counts only when it comes from this site and returns its token. */
export function registerForms(app: FastifyInstance, site: Site): void {
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: largestForm },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
  get(app, site, "/dataset/:code/correct", async (visit) => {
    const form = { ...readForm(visit.query), to: visit.query.get("to") || "agency" };
    return showForm(visit, await datasetOf(visit), form, {});
  });
  app.post("/dataset/:code/correct", forAnyone, (request, reply) => {
    const visit = visitOf(site, request, reply);
    return postCorrection(visit, trusted(site, request, visit));
  });
  registerFollowUp(app, site);
}

const datasetOf = (visit: Visit) =>
  visit.client.get<Dataset>(`/datasets/${encodeURIComponent(visit.params.code ?? "")}`);

interface Wrong {
  readonly problems?: FormProblems;
  readonly refusal?: Problem;
  readonly expired?: boolean;
}

function showForm(visit: Visit, dataset: Dataset, form: CorrectionForm, wrong: Wrong, status = 200) {
  const { problems = {}, refusal, expired = false } = wrong;
  const data = { dataset, form, token: visit.formToken, problems, refusal, expired };
  return visit.show(<Correct data={data} />, { status, secret: true, answer: status !== 200 });
}

async function postCorrection(visit: Visit, genuine: boolean) {
  const dataset = await datasetOf(visit);
  const form = readForm(visit.form);
  if (!genuine) return showForm(visit, dataset, form, { expired: true }, 403);
  const problems = checkForm(form, visit.context.t);
  if (Object.keys(problems).length > 0) return showForm(visit, dataset, form, { problems }, 422);
  try {
    const receipt = await visit.client.post<CorrectionReceipt>("/cases", {
      procedure: "correction",
      subject: dataset.entry.code,
      contents: contentsOf(form),
    });
    const view = (
      <CorrectionReceived dataset={dataset} receipt={receipt} clock={await clockOf(visit, receipt)} />
    );
    return visit.show(view, { status: 201, secret: true, answer: true });
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.status >= 500) throw error;
    const { problem, status } = error;
    return showForm(visit, dataset, form, { refusal: problem, problems: problemsOf(problem, visit) }, status);
  }
}

/** Until when it will be checked. The request stands whether or not this can be told now. */
async function clockOf(visit: Visit, { followUp }: CorrectionReceipt) {
  if (!followUp) return undefined;
  const found = await visit.client.post<FollowUpView>("/follow-up", followUp).catch(() => undefined);
  return found?.clocks?.[0];
}

/** The API's problems by field, where they are fields of this form. */
function problemsOf(problem: Problem, visit: Visit): FormProblems {
  const found: FormProblems = {};
  for (const field of problem.fields ?? []) {
    const name = field.path.split("/").at(-1) as FieldName;
    if (fieldNames.includes(name)) found[name] = say(field, visit.context.language);
  }
  return found;
}
