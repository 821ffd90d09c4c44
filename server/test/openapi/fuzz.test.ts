import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Built, buildPlatform } from "../../src/build.ts";
import { seedCity } from "../../src/demo/index.ts";
import { openSigningKey, sequence } from "../../src/ledger/index.ts";
import { testServer } from "../../src/platform/db/testing.ts";
import { ensureDatabase, newSecret, readConfig } from "../../src/platform/index.ts";
import { webIsBuilt } from "../../src/web.ts";
import { allowed, hostile, spoilt } from "./from-schema.ts";
import { type Operation, operationsOf } from "./operations.ts";
import { nameOf, stateOf } from "./state.ts";

const perOperation = 36;
/** Fixed, so that a failure is found again; the failing request is printed whole. */
const seed = 20_240_201;

const logins = {
  officer: "jiaoyu",
  head: "jiaoyu-fuze",
  reviewer: "shuju-shenhe",
  admin: "shuju-guanli",
  supervisor: "wangxin",
} as const;
type Who = keyof typeof logins | "nobody";
const everybody = ["nobody", ...Object.keys(logins)] as Who[];

interface Request {
  readonly who: Who;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** Values that exist, by the name of the parameter that takes them, and contents of acts that were done. */
interface Known {
  readonly values: Record<string, string[]>;
  readonly contents: { procedure: string; contents: object }[];
}

describe("whatever is sent to an endpoint of the OpenAPI document", () => {
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-fuzz-"));
  const name = `fuzz_${newSecret(6)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "x")}`;
  let platform: Built;
  let pool: pg.Pool;
  let operations: Operation[];
  let known: Known;
  /** Refusals after which every table was seen to be as before. */
  let compared = 0;
  const sessions = new Map<Who, { cookie: string; csrf: string }>();

  beforeAll(async () => {
    const url = await ensureDatabase(testServer(), name);
    const config = readConfig(
      {
        ZHANQIAO_DATA_DIR: dir,
        ZHANQIAO_DATABASE_URL: url,
        ZHANQIAO_DEMO: "on",
        ZHANQIAO_LOG: "silent",
      },
      true,
    );
    platform = await buildPlatform(config, pino({ level: "silent" }));
    await seedCity(platform);
    const origin = "localhost/zhanqiao";
    const key = openSigningKey(join(dir, "secrets", "ledger-key"), origin);
    while (await sequence({ ...platform, key, origin }));
    pool = new pg.Pool({ connectionString: url, max: 2 });
    const document = (await platform.app.inject({ url: "/api/v1/openapi.json" })).json();
    operations = operationsOf(document);
    known = await lookAround(pool);
    for (const who of everybody) await signIn(who);
  }, 300_000);

  afterAll(async () => {
    await platform?.close();
    await pool?.end();
    const client = new pg.Client({ connectionString: testServer() });
    await client.connect();
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
    rmSync(dir, { recursive: true, force: true });
  });

  async function signIn(who: Who): Promise<void> {
    if (who === "nobody") return;
    const answer = await platform.app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { login: logins[who], password: "zhanqiao-demo" },
      remoteAddress: `10.9.0.${everybody.indexOf(who) + 1}`,
    });
    const cookie = answer.cookies.find((c) => c.name === "zq_session");
    if (cookie) sessions.set(who, { cookie: `zq_session=${cookie.value}`, csrf: answer.json().csrf });
  }

  async function send(request: Request) {
    const session = sessions.get(request.who);
    const started = performance.now();
    const answer = await platform.app.inject({
      method: request.method as "GET",
      url: request.url,
      remoteAddress: `10.9.0.${everybody.indexOf(request.who) + 1}`,
      headers: {
        ...request.headers,
        ...(session ? { cookie: session.cookie, "x-zhanqiao-csrf": session.csrf } : {}),
      },
      ...(request.body === undefined
        ? {}
        : { payload: typeof request.body === "string" ? request.body : JSON.stringify(request.body) }),
    });
    return { answer, took: performance.now() - started };
  }

  /** What is wrong with an answer, whoever asked for whatever. */
  function complaint(answer: Awaited<ReturnType<typeof send>>["answer"], took: number): string | undefined {
    if (answer.statusCode >= 500) return `answered ${answer.statusCode}: ${answer.body.slice(0, 300)}`;
    if (took > 10_000) return `took ${took} ms`;
    if (answer.statusCode < 400) return undefined;
    const type = String(answer.headers["content-type"]);
    if (/node_modules|\.ts:\d+|at Object\.|postgres:\/\//.test(answer.body))
      return `tells of our inside: ${answer.body.slice(0, 300)}`;
    if (answer.body === "") return undefined;
    if (!type.includes("problem+json")) return `is refused as ${type}: ${answer.body.slice(0, 200)}`;
    const { code, detail, status } = answer.json();
    if (!code || !detail?.zh || !detail?.en || status !== answer.statusCode)
      return `is refused without code or words: ${answer.body.slice(0, 300)}`;
    return undefined;
  }

  it("is answered within bounds, in words when refused, and a refusal changes nothing", async () => {
    expect(webIsBuilt()).toBe(true);
    expect(operations.length).toBeGreaterThan(45);
    const wrong: string[] = [];
    const statuses = new Map<number, number>();
    for (const operation of inOrder(operations)) {
      const requests = fc.sample(requestsTo(operation, known), { numRuns: perOperation, seed });
      const refused: Request[] = [];
      for (const request of requests) {
        const { answer, took } = await send(request);
        statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
        const found = complaint(answer, took);
        if (found) wrong.push(`${JSON.stringify(request).slice(0, 250)}\n  ${found}`);
        if (answer.statusCode >= 400) refused.push(request);
      }
      if (operation.method !== "GET" && operation.method !== "HEAD") wrong.push(...(await again(refused)));
      if (/session|people|organisations/.test(operation.path)) for (const who of everybody) await signIn(who);
    }
    expect(wrong).toEqual([]);
    // Requests that are all refused at the door would prove nothing.
    const good = (statuses.get(200) ?? 0) + (statuses.get(201) ?? 0);
    const total = [...statuses.values()].reduce((a, b) => a + b, 0);
    expect(good / total, JSON.stringify([...statuses])).toBeGreaterThan(0.15);
    expect(compared).toBeGreaterThan(300);
  }, 400_000);

  /** Sends what was refused once more: whatever is refused again must have left every table as it was. */
  async function again(refused: readonly Request[]): Promise<string[]> {
    let left = refused;
    for (let round = 0; round < 4 && left.length; round++) {
      const before = await stateOf(pool);
      const still: Request[] = [];
      for (const request of left) if ((await send(request)).answer.statusCode >= 400) still.push(request);
      if (still.length < left.length) {
        left = still;
        continue;
      }
      const after = await stateOf(pool);
      compared += still.length;
      if (nameOf(before) === nameOf(after)) return [];
      const changed = Object.keys(after).filter((table) => before[table] !== after[table]);
      return [`refused, yet ${changed.join(", ")} changed: ${JSON.stringify(left[0])}`];
    }
    return [];
  }
});

/** Reading first; what can lock people out last. */
const inOrder = (operations: readonly Operation[]): Operation[] => {
  const rank = ({ method, path }: Operation) =>
    method === "GET" || method === "HEAD" ? 0 : /session|people|organisations/.test(path) ? 2 : 1;
  return [...operations].sort((a, b) => rank(a) - rank(b));
};

function requestsTo(operation: Operation, known: Known): fc.Arbitrary<Request> {
  const given = operation.parameters.map((parameter) => {
    const real = known.values[parameter.name];
    const value = fc.oneof(
      { weight: 5, arbitrary: real?.length ? fc.constantFrom(...real) : allowed(parameter.schema) },
      { weight: 1, arbitrary: allowed(parameter.schema) },
      { weight: 2, arbitrary: hostile },
    );
    const present = parameter.in === "path" || parameter.required ? 1 : 0.4;
    return fc
      .tuple(fc.constant(parameter), value, fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([p, v, dice]) => (dice <= present ? { in: p.in, name: p.name, value: asText(v) } : undefined));
  });
  const body = operation.body ? bodyOf(operation, known) : fc.constant(undefined);
  return fc
    .tuple(fc.constantFrom(...everybody), fc.tuple(...given), body)
    .map(([who, parameters, content]): Request => {
      let url = operation.path;
      const query: string[] = [];
      const headers: Record<string, string> = {};
      for (const p of parameters) {
        if (!p) continue;
        if (p.in === "path") url = url.replace(`{${p.name}}`, encodeURIComponent(p.value));
        else if (p.in === "query") query.push(`${encodeURIComponent(p.name)}=${encodeURIComponent(p.value)}`);
        else headers[p.name] = p.value.replace(/[^\x20-\x7e]/g, "?").slice(0, 4000);
      }
      if (content !== undefined) headers["content-type"] = "application/json";
      return {
        who,
        method: operation.method,
        url: query.length ? `${url}?${query.join("&")}` : url,
        headers,
        ...(content === undefined ? {} : { body: content }),
      };
    });
}

/** A body the schema allows (with the contents of an act that was done, where it takes some), or one spoilt. */
function bodyOf(operation: Operation, known: Known): fc.Arbitrary<unknown> {
  const plain = allowed(operation.body);
  const withContents = fc.tuple(plain, fc.constantFrom(...known.contents)).map(([value, act]) => {
    const object = { ...(value as Record<string, unknown>) };
    if (operation.body?.properties?.contents) object.contents = act.contents;
    if (operation.body?.properties?.procedure) object.procedure = act.procedure;
    return object;
  });
  return fc.oneof(
    { weight: 3, arbitrary: operation.body?.properties?.contents ? withContents : plain },
    { weight: 4, arbitrary: spoilt(withContents) },
    { weight: 1, arbitrary: hostile },
    {
      weight: 1,
      arbitrary: fc.constantFrom("{", '{"__proto__":{"a":1}}', "[".repeat(50_000), '"\\ud800"', ""),
    },
  );
}

/** Text that can be percent-encoded: half a character alone cannot. */
const asText = (value: unknown): string =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toWellFormed();

async function lookAround(pool: pg.Pool): Promise<Known> {
  const column = async (sql: string) =>
    (await pool.query<{ v: string }>(sql)).rows.map((row) => String(row.v));
  const cases = await column("select id::text as v from procedure.case_file order by number limit 40");
  const intakes = await column("select id::text as v from collect.intake order by id limit 20");
  const codes = await column("select code as v from catalog.published order by code limit 20");
  const contents = await pool.query<{ procedure: string; contents: object }>(
    `select c.procedure, a.contents from procedure.act a join procedure.case_file c on c.id = a.case_id
     where a.contents is not null and a.contents <> '{}' order by a.id limit 60`,
  );
  return {
    values: {
      id: [...cases, ...intakes],
      code: codes,
      entry: codes,
      uscc: await column("select uscc as v from parties.organisation order by uscc limit 10"),
      provider: await column("select uscc as v from parties.organisation order by uscc limit 10"),
      name: await column("select distinct procedure as v from procedure.case_file"),
      procedure: await column("select distinct procedure as v from procedure.case_file"),
      action: await column("select distinct action as v from procedure.act"),
      n: ["1", "17", "52"],
      "*": ["entries/000", "0/000.p/1"],
      "if-match": ['"1"', '"2"', '"3"'],
      select: ["name", "*"],
      where: ["name = 'a'"],
    },
    contents: contents.rows,
  };
}
