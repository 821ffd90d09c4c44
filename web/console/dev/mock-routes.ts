import type { CaseAction, CaseItem, CaseView, Text } from "../src/api-types.ts";
import { cases } from "./fixtures/cases.ts";
import { intakes } from "./fixtures/intakes.ts";
import { machines } from "./fixtures/machines.ts";
import { accounts, demoAccounts } from "./fixtures/orgs.ts";
import { procedure, procedures } from "./fixtures/procedures.ts";
import { statistics } from "./fixtures/statistics.ts";
import { makeAccountWorld, oidcOf, ownSessions, personParts, sessionParts } from "./mock-account.ts";
import { type Answer, notFound, now, ok, problem, type Request, t, type World } from "./mock-answer.ts";
import { catalog, intake } from "./mock-data-routes.ts";
import { machineRoutes } from "./mock-machines.ts";

export const makeWorld = (): World => ({
  cases: structuredClone(cases),
  intakes: structuredClone(intakes),
  people: structuredClone(accounts),
  account: makeAccountWorld(),
  machines: structuredClone(machines),
  tries: 0,
  evidenceWaits: 0,
  pace: 1200,
});

/** Answers one request from the world, as the contract says. */
export async function answer(world: World, r: Request): Promise<Answer> {
  const me = world.people.find((p) => p.login === r.login);
  const [first = "", second = "", third = "", fourth = ""] = r.path
    .split("/")
    .slice(1)
    .map(decodeURIComponent);
  if (first === "session") return session(world, r, me);
  if (first === "demo-accounts") return ok({ items: demoAccounts });
  if (first === "procedures") return ok({ items: procedures });
  if (!me) return problem(401, "parties.sign_in_first", t("请先登录", "Sign in first"));
  if (first === "cases" && !second && r.method === "GET") return ok(caseList(world, r.query, me));
  if (first === "cases" && !second) return openCase(world, r, me);
  if (first === "cases" && second === "actions") return bulk(world, r, me);
  if (first === "cases" && third === "actions") return act(world, r, me, second, fourth);
  if (first === "cases") {
    const found = world.cases.find((c) => c.id === second || c.number === second);
    if (!found) return notFound;
    if (third === "receipts") return ok(receipts(found));
    if (third === "evidence") return evidence(world);
    return ok({ ...found, can: can(found, me) }, { etag: `"${found.version}"` });
  }
  if (first === "statistics") return ok({ items: statistics });
  if (first === "catalog") return catalog(r, second, third);
  if (first === "divisions")
    return ok({ items: [{ code: "370202", name: "市南区", level: "district", parent: "370200" }] });
  if (first === "sessions") return ownSessions(world, r, second);
  if (first === "people" && third) {
    const found = world.people.find((p) => p.id === second);
    return (found && personParts(world, r, found, third)) ?? notFound;
  }
  if (first === "people") return people(world, r, second, me);
  if (first === "machines") return machineRoutes(world, r, second);
  if (first === "intakes") return intake(world, r, second, third);
  return notFound;
}

type Me = World["people"][number];

function session(world: World, r: Request, me: Me | undefined): Answer {
  const part = sessionParts(world, r, me?.login);
  if (part) return part;
  const body = {
    person: me ?? null,
    csrf: "dev-token",
    oidc: oidcOf(world),
    method: world.account.method,
    mustEnrolFactor: world.account.mustEnrol.has(me?.login ?? ""),
    demo: true,
    now,
    today: "2026-09-29",
    todayText: t("9 月 29 日　周二　工作日", "Tue 29 Sep, working day"),
  };
  if (r.method === "GET") return ok(body);
  if (r.method === "DELETE")
    return {
      ...(world.account.idpLogout ? ok({ idpLogout: world.account.idpLogout }) : { status: 204 }),
      headers: { "set-cookie": "zq_session=; Path=/; Max-Age=0" },
    };
  world.tries += 1;
  if (world.tries > 20)
    return problem(429, "parties.too_many_tries", t("尝试次数过多", "Too many tries"), { retryAfter: 60 });
  const found = world.people.find((p) => p.login === r.body.login && p.password === r.body.password);
  if (!found)
    return problem(401, "parties.wrong_login", t("账号或密码不正确。", "Account or password is wrong."));
  if (world.account.factors.has(found.login))
    return {
      status: 202,
      body: { secondFactor: true, expiresAt: now },
      headers: { "set-cookie": `zq_half=${found.login}; Path=/; HttpOnly; SameSite=Lax` },
    };
  return ok(
    { person: found, csrf: "dev-token", mustChangePassword: false },
    { "set-cookie": `zq_session=${found.login}; Path=/; HttpOnly; SameSite=Lax` },
  );
}

function can(view: CaseView, me: Me): CaseAction[] {
  return Object.entries(procedure(view.procedure).actions).flatMap(([action, a]) => {
    const by = a.by[0];
    if (a.from === "none" || !a.from.includes(view.state) || typeof by !== "object") return [];
    const { party, roles } = by as { party: "provider" | "authority"; roles: string[] };
    if (view.parties[party]?.uscc !== me.org.uscc || !roles.some((x) => me.roles.includes(x as never)))
      return [];
    return [
      {
        action,
        title: a.title,
        next: a.next,
        article: a.article,
        contents: a.contents,
        bulk: a.bulk ?? false,
      },
    ];
  });
}

function caseList(world: World, q: URLSearchParams, me: Me) {
  const get = (name: string) => q.get(name);
  const seen = world.cases.filter((c) => Object.values(c.parties).some((p) => p.uscc === me.org.uscc));
  const found = seen
    .filter(
      (c) => get("queue") !== "duties" || (c.waitsFor?.org.uscc === me.org.uscc && can(c, me).length > 0),
    )
    .filter((c) => get("queue") !== "mine" || c.history.some((h) => h.actor.org?.uscc === me.org.uscc))
    .filter((c) => !get("procedure") || c.procedure === get("procedure"))
    .filter((c) => !get("state") || c.state === get("state"))
    .filter((c) => !get("provider") || c.parties.provider?.uscc === get("provider"))
    .filter(
      (c) =>
        !get("due") ||
        c.clock?.status === get("due") ||
        (get("due") === "open" && c.clock && c.clock.remaining >= 0),
    )
    .filter((c) => !get("q") || `${c.title}${c.number}`.includes(get("q") ?? ""));
  const rank = (c: CaseItem) => c.clock?.remaining ?? 1e6;
  found.sort((a, b) =>
    get("sort") === "updated" ? (a.updatedAt < b.updatedAt ? 1 : -1) : rank(a) - rank(b),
  );
  const offset = Number(get("offset") ?? 0);
  const limit = Number(get("limit") ?? 20);
  return {
    items: found
      .slice(offset, offset + limit)
      .map(({ document: _d, can: _c, history: _h, clocks: _k, ...c }) => c),
    total: found.length,
    counts: {
      waiting: found.filter((c) => !c.closedAt).length,
      overdue: found.filter((c) => c.clock?.status === "overdue").length,
      amber: found.filter((c) => c.clock?.status === "amber").length,
      dueToday: found.filter((c) => c.clock?.remaining === 0).length,
    },
  };
}

function move(view: CaseView, action: string, contents: Record<string, unknown>, me: Me): void {
  const p = procedure(view.procedure);
  const a = p.actions[action];
  if (!a) return;
  const to = action === "revise" ? view.state : a.to;
  const state = p.states[to];
  view.history.push({
    version: view.version + 1,
    action,
    title: a.title,
    from: view.state,
    to,
    toTitle: state?.title ?? t(to, to),
    actor: { kind: "staff", role: me.roles[0] ?? "officer", org: { uscc: me.org.uscc, name: me.org.name } },
    at: now,
    article: a.article,
    contents: action === "revise" ? {} : contents,
  });
  if (action === "revise") {
    view.document = { ...view.document, content: contents };
    if (typeof contents.name === "string") view.title = contents.name;
  }
  view.version += 1;
  view.state = to;
  view.stateTitle = state?.title ?? t(to, to);
  view.tone = state?.tone ?? "closed";
  const waits = state?.waitsFor ? view.parties[state.waitsFor] : undefined;
  view.waitsFor = state?.waitsFor && waits ? { party: state.waitsFor, org: waits } : null;
  view.updatedAt = now;
  if (state?.final) view.closedAt = now;
  if (to !== "with-agency") {
    view.clocks = view.clocks.map((c) =>
      c.remaining < 0 ? { ...c, status: "late" } : { ...c, status: "met" },
    );
    view.clock = null;
  }
}

function act(world: World, r: Request, me: Me, id: string, action: string): Answer {
  const found = world.cases.find((c) => c.id === id);
  if (!found) return notFound;
  const version = Number(/\d+/.exec(r.headers["if-match"] ?? "")?.[0]);
  if (r.headers["x-zhanqiao-csrf"] !== "dev-token")
    return problem(403, "parties.csrf", t("缺少校验", "No token"));
  if (version !== found.version)
    return problem(409, "procedure.version_conflict", t("办件已被他人更新", "The case has changed"));
  if (!can(found, me).some((a) => a.action === action))
    return problem(403, "procedure.not_yours", t("您的岗位不能办理这一步", "Not yours to do"), {
      article: "17.2",
    });
  if (JSON.stringify(r.body.contents ?? {}).includes("拒绝测试"))
    return problem(422, "procedure.contents_missing", t("内容不完整", "Incomplete"), {
      article: "17.2",
      fields: [{ path: "explanation", zh: "请写明核实的经过", en: "Say how it was checked" }],
    });
  move(found, action, r.body.contents ?? {}, me);
  return ok({ ...found, can: can(found, me) });
}

function bulk(world: World, r: Request, me: Me): Answer {
  const done: string[] = [];
  const refused: { id: string; code: string; detail: Text }[] = [];
  for (const { id, version } of r.body.cases as { id: string; version: number }[]) {
    const found = world.cases.find((c) => c.id === id);
    if (found && found.version === version && can(found, me).some((a) => a.action === r.body.action)) {
      move(found, r.body.action, r.body.contents ?? {}, me);
      done.push(id);
    } else
      refused.push({
        id,
        code: "procedure.version_conflict",
        detail: t("办件已被他人更新", "It has changed"),
      });
  }
  return ok({ done, refused });
}

function openCase(world: World, r: Request, me: Me): Answer {
  const p = procedure(r.body.procedure);
  const [name, opening] = Object.entries(p.actions).find(([, a]) => a.from === "none") ?? [];
  if (!name || !opening) return notFound;
  const id = `c-${world.cases.length + 1}`;
  const provider = { uscc: me.org.uscc, name: me.org.name };
  const view: CaseView = {
    id,
    number: `${p.prefix}-2026-00${100 + world.cases.length}`,
    procedure: p.name,
    procedureTitle: p.title,
    state: opening.to,
    stateTitle: p.states[opening.to]?.title ?? t("", ""),
    tone: p.states[opening.to]?.tone ?? "draft",
    version: 0,
    title: r.body.contents.name ?? p.title.zh,
    subject: r.body.subject ?? "370200-ecology-0099",
    parties: { provider, ...(me.org.authority ? { authority: me.org.authority } : {}) },
    waitsFor: { party: "provider", org: provider },
    openedAt: now,
    updatedAt: now,
    closedAt: null,
    clock: null,
    clocks: [],
    can: [],
    document:
      p.name === "catalog-entry"
        ? { code: "370200-ecology-0099", content: r.body.contents, live: null }
        : r.body.contents,
    history: [],
  };
  world.cases.unshift(view);
  move(view, name, {}, me);
  return { status: 201, body: { case: { ...view, can: can(view, me) } } };
}

function evidence(world: World): Answer {
  if (world.evidenceWaits > 0) {
    world.evidenceWaits -= 1;
    const words = t("最后一步还没有进入检查点", "The last act is not in the checkpoint yet");
    return problem(503, "ledger.evidence_not_yet", words, { retryAfter: 1 });
  }
  return { status: 200, bytes: Buffer.from("PK\x05\x06", "latin1") };
}

/** The newest of several acts still waits for its place in the log. */
const receipts = (view: CaseView) => ({
  items: view.history.map((h, i) => {
    const waits = i > 0 && i === view.history.length - 1;
    return {
      version: h.version,
      action: h.action,
      index: waits ? null : 20417 + i,
      entry: JSON.stringify({
        act: `${view.procedure}.${h.action}`,
        article: h.article,
        at: h.at,
        case: view.number,
        commitment: "hC3oT0aZ…",
      }),
      proof: waits ? null : "c2sp.org/tlog-proof@v1\nindex 20417\n\n— qingdao.gov.cn/ledger Az3grl…\n",
    };
  }),
});

function people(world: World, r: Request, id: string, me: Me): Answer {
  const mine = world.people
    .filter((p) => p.org.uscc === me.org.uscc)
    .map((p) => ({ ...p, secondFactor: world.account.factors.has(p.login) }));
  if (r.method === "GET") return ok({ items: mine.map(({ password: _p, ...p }) => p), total: mine.length });
  if (r.method === "POST") {
    const { password: _p, ...rest } = r.body;
    world.people.push({ ...rest, id: `p-${world.people.length}`, password: "x", org: me.org, active: true });
    return { status: 201, body: rest };
  }
  const found = mine.find((p) => p.id === id);
  if (!found) return notFound;
  Object.assign(found, r.body);
  return ok(found);
}
