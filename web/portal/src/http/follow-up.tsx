import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { FollowUpView, List, Receipt } from "../api-types.ts";
import { EvidenceLater } from "../pages/follow-up/evidence-later.tsx";
import type { FollowUpData } from "../pages/follow-up/index.tsx";
import { FollowUp } from "../pages/follow-up/index.tsx";
import { ApiRefusal } from "./client.ts";
import { type Known, passCookie, passKey, passLife, seal, unseal } from "./pass.ts";
import { forAnyone, get } from "./routes.tsx";
import { trusted } from "./trusted.ts";
import type { Site, Visit } from "./visit.tsx";
import { visitOf } from "./visit.tsx";

/** Following a case with number and secret, and taking its evidence along. Neither is ever part of an address. */
export function registerFollowUp(app: FastifyInstance, site: Site): void {
  const ask = (visit: Visit, number: string | null | undefined) =>
    showForm(visit, (number ?? "").slice(0, 40));
  get(app, site, "/follow-up", (visit) => ask(visit, visit.query.get("number")));
  get(app, site, "/case/:number", (visit) => ask(visit, visit.params.number));
  app.post("/follow-up", forAnyone, (request, reply) => {
    const visit = visitOf(site, request, reply);
    return postFollowUp(visit, trusted(site, request, visit));
  });
  // An answer's address, asked for again by its address alone: the form, not an error.
  get(app, site, "/follow-up/evidence", (visit) => ask(visit, ""));
  app.post("/follow-up/evidence", forAnyone, (request, reply) => {
    const visit = visitOf(site, request, reply);
    return postEvidence(visit, reply, trusted(site, request, visit));
  });
}

function showForm(visit: Visit, number: string, problem?: FollowUpData["problem"], status = 200) {
  const data = { number, problem, found: undefined, token: visit.formToken };
  return visit.show(<FollowUp data={data} />, { status, secret: true, answer: problem !== undefined });
}

async function postFollowUp(visit: Visit, genuine: boolean) {
  const number = (visit.form.get("number") ?? "").trim().slice(0, 40);
  const secret = (visit.form.get("secret") ?? "").trim().slice(0, 60);
  if (!genuine) return showForm(visit, number, "expired", 403);
  if (number === "" || secret === "") return showForm(visit, number, "missing", 422);
  try {
    const view = await visit.client.post<FollowUpView>("/follow-up", { number, secret });
    return await showFound(visit, view, { number, secret });
  } catch (error) {
    return showRefused(visit, number, error);
  }
}

async function showFound(visit: Visit, view: FollowUpView, known: Known) {
  const key = passKey(visit.cookies.get(passCookie));
  const receipts = await receiptsOf(visit, view, known);
  const found = { view, receipts, pass: seal(known, key) };
  const data = { number: known.number, problem: undefined, found, token: visit.formToken };
  const secure = visit.context.publicUrl.startsWith("https:") ? "; Secure" : "";
  const cookie = `${passCookie}=${key}; Path=/follow-up; Max-Age=${passLife}; HttpOnly; SameSite=Strict${secure}`;
  return visit.show(<FollowUp data={data} />, { secret: true, answer: true, cookies: [cookie] });
}

/** Receipts in the order of the acts; undefined where they cannot be had now, which hides nothing else. */
async function receiptsOf(visit: Visit, view: FollowUpView, known: Known) {
  try {
    const { items } = await visit.client.post<List<Receipt>>("/follow-up/receipts", known);
    const sorted = [...items].sort((a, b) => a.version - b.version);
    return sorted.length === view.history?.length ? sorted : undefined;
  } catch (error) {
    if (error instanceof ApiRefusal) return undefined;
    throw error;
  }
}

async function postEvidence(visit: Visit, reply: FastifyReply, genuine: boolean) {
  const pass = visit.form.get("pass") ?? "";
  const known = genuine ? unseal(pass, visit.cookies.get(passCookie)) : undefined;
  if (!known) return showForm(visit, "", "lapsed", 403);
  try {
    const pack = await visit.client.file("/follow-up/evidence", known);
    return sendPack(reply, known.number, pack);
  } catch (error) {
    if (!(error instanceof ApiRefusal) || (error.status !== 503 && error.status !== 429))
      return showRefused(visit, known.number, error);
    const { retryAfter } = error.problem;
    if (retryAfter) reply.header("retry-after", String(retryAfter));
    const data = {
      number: known.number,
      busy: error.status === 429,
      retryAfter,
      pass,
      token: visit.formToken,
    };
    return visit.show(<EvidenceLater data={data} />, { status: error.status, secret: true, answer: true });
  }
}

function showRefused(visit: Visit, number: string, error: unknown) {
  // 422: a case too large for a pack, said on a page in the API's words.
  if (!(error instanceof ApiRefusal) || error.status >= 500 || error.status === 422) throw error;
  return error.status === 429
    ? showForm(visit, number, "tooMany", 429)
    : showForm(visit, number, "wrong", 404);
}

/** The pack as it comes from the API, under a name that says which case it is. */
function sendPack(reply: FastifyReply, number: string, pack: Readable) {
  const name = `${number.toUpperCase().replaceAll(/[^\w-]/g, "")}.zhanqiao-evidence.zip`;
  reply.type("application/zip").header("content-disposition", `attachment; filename="${name}"`);
  reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
  return reply.send(pack);
}
