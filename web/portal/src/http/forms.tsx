import type { FastifyInstance, FastifyRequest } from "fastify";
import type { CorrectionReceipt, Dataset, FollowUpView, Problem } from "../api-types.ts";
import { say } from "../format.ts";
import { Correct, CorrectionReceived } from "../pages/correct.tsx";
import type { CorrectionForm, FieldName, FormProblems } from "../pages/correct-form.ts";
import { checkForm, contentsOf, fieldNames, readForm } from "../pages/correct-form.ts";
import type { FollowUpData } from "../pages/follow-up.tsx";
import { FollowUp } from "../pages/follow-up.tsx";
import { ApiRefusal } from "./client.ts";
import { forAnyone, get } from "./routes.tsx";
import { csrfCookie, formTokenHolds, sameSite } from "./security.ts";
import type { Site, Visit } from "./visit.tsx";
import { visitOf } from "./visit.tsx";

const largestForm = 64 * 1024;

/** The two forms of the portal. A form counts only when it comes from this site and returns its token. */
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
  const ask = (visit: Visit, number: string) =>
    showFollowUp(visit, { number, problem: undefined, found: undefined });
  get(app, site, "/follow-up", (visit) => ask(visit, (visit.query.get("number") ?? "").slice(0, 40)));
  get(app, site, "/case/:number", (visit) => ask(visit, (visit.params.number ?? "").slice(0, 40)));
  app.post("/follow-up", forAnyone, (request, reply) => {
    const visit = visitOf(site, request, reply);
    return postFollowUp(visit, trusted(site, request, visit));
  });
}

function trusted(site: Site, request: FastifyRequest, visit: Visit): boolean {
  const own = new URL(site.publicUrl).host;
  const here = sameSite(request.headers, own) || sameSite(request.headers, request.headers.host ?? own);
  return here && formTokenHolds(visit.cookies.get(csrfCookie), visit.form.get("token") ?? undefined);
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

function showFollowUp(visit: Visit, data: Omit<FollowUpData, "token">, status = 200) {
  const answer = data.found !== undefined || data.problem !== undefined;
  return visit.show(<FollowUp data={{ ...data, token: visit.formToken }} />, {
    status,
    secret: true,
    answer,
  });
}

async function postFollowUp(visit: Visit, genuine: boolean) {
  const number = (visit.form.get("number") ?? "").trim().slice(0, 40);
  const secret = (visit.form.get("secret") ?? "").trim().slice(0, 60);
  const fail = (problem: NonNullable<FollowUpData["problem"]>, status: number) =>
    showFollowUp(visit, { number, problem, found: undefined }, status);
  if (!genuine) return fail("expired", 403);
  if (number === "" || secret === "") return fail("missing", 422);
  try {
    const found = await visit.client.post<FollowUpView>("/follow-up", { number, secret });
    return showFollowUp(visit, { number, problem: undefined, found });
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.status >= 500) throw error;
    return error.status === 429 ? fail("tooMany", 429) : fail("wrong", 404);
  }
}
