import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { webIsBuilt } from "../../src/web.ts";
import { type City, everybody, openCity, type Request } from "./city.ts";
import { allowed, hostile, spoilt } from "./from-schema.ts";
import { type Operation, operationsOf } from "./operations.ts";
import { nameOf, stateOf } from "./state.ts";

const perOperation = 36;
/** Fixed, so that a failure is found again; the failing request is printed whole. */
const seed = 20_240_201;

/** Values that exist, by the name of the parameter that takes them, and contents of acts that were done. */
interface Known {
  readonly values: Record<string, string[]>;
  readonly contents: { procedure: string; contents: object }[];
}

describe("whatever is sent to an endpoint of the OpenAPI document", () => {
  let city: City;
  let operations: Operation[];
  let known: Known;
  /** Refusals after which every table was seen to be as before. */
  let compared = 0;

  beforeAll(async () => {
    city = await openCity();
    operations = operationsOf((await city.platform.app.inject({ url: "/api/v1/openapi.json" })).json());
    known = await lookAround(city.pool);
  }, 300_000);

  afterAll(() => city?.close());

  /** What is wrong with an answer, whoever asked for whatever. */
  function complaint(
    path: string,
    answer: Awaited<ReturnType<City["send"]>>,
    took: number,
  ): string | undefined {
    if (answer.statusCode >= 500) return `answered ${answer.statusCode}: ${answer.body.slice(0, 300)}`;
    if (took > 10_000) return `took ${took} ms`;
    if (answer.statusCode < 400) return undefined;
    const type = String(answer.headers["content-type"]);
    if (/node_modules|\.ts:\d+|at Object\.|postgres:\/\//.test(answer.body))
      return `tells of our inside: ${answer.body.slice(0, 300)}`;
    if (answer.body === "") return undefined;
    // RFC 6749 has its own form of error, for the programs that read it.
    if (path.startsWith("/oauth/") && type.includes("json") && answer.json().error) return undefined;
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
        const started = performance.now();
        const answer = await city.send(request);
        statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
        const found = complaint(operation.path, answer, performance.now() - started);
        if (found) wrong.push(`${JSON.stringify(request).slice(0, 250)}\n  ${found}`);
        if (answer.statusCode >= 400) refused.push(request);
      }
      if (operation.method !== "GET" && operation.method !== "HEAD") wrong.push(...(await again(refused)));
      if (/session|people|organisations/.test(operation.path)) await city.signInAll();
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
      const before = await stateOf(city.pool);
      const still: Request[] = [];
      for (const request of left) if ((await city.send(request)).statusCode >= 400) still.push(request);
      if (still.length < left.length) {
        left = still;
        continue;
      }
      const after = await stateOf(city.pool);
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
