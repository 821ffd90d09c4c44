import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { seedingTime, sharedCity } from "../journeys/shared-city.ts";
import { Client } from "../running.ts";
import { sqlTexts } from "./corpus.ts";

let address = "";
let officer: Client;
let anybody: Client;
/** Two datasets that anyone may read, with a column of each. */
let codes: string[] = [];
let columns: string[] = [];

interface Page {
  readonly rows: readonly Record<string, unknown>[];
  readonly columns: readonly { name: string; label: string }[];
  readonly total: number;
  readonly next?: string;
}

beforeAll(async () => {
  address = await sharedCity();
  anybody = new Client(address);
  officer = await new Client(address).signIn("jiaoyu");
  const { items } = (await anybody.get("/datasets?limit=20")).body as { items: { code: string }[] };
  for (const { code } of items) {
    if (codes.length === 2) break;
    const { status, body } = await anybody.get(`/datasets/${code}/rows?limit=1&count=true`);
    if (status !== 200 || (body as Page).total < 5) continue;
    codes = [...codes, code];
    columns = [...columns, (body as Page).columns[0]!.name];
  }
}, seedingTime);

/** Words that only a database, an engine or a stack would say. */
const leaks =
  /syntax error at|Binder Error|Parser Error|Catalog Error|IO Error|Conversion Error|invalid input syntax|pg_catalog|argon2id|root:x:0|\/server\/src|versions\/\S*parquet|node_modules|at \w+ \(/i;

async function refusedOrHarmless(
  client: Client,
  path: string,
  params: Record<string, string>,
): Promise<number> {
  const from = performance.now();
  const { status, body, headers } = await client.get(`${path}?${new URLSearchParams(params)}`);
  const what = `${path} ${JSON.stringify(params)}`;
  expect(status, what).toBeLessThan(500);
  expect(performance.now() - from, what).toBeLessThan(8_000);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  // What was asked for may be named in the refusal; nothing else may be.
  const said = Object.values(params).reduce(
    (t, value) => t.replaceAll(JSON.stringify(value).slice(1, -1), ""),
    text,
  );
  expect(leaks.exec(said)?.[0], what).toBeUndefined();
  if (status >= 400) {
    expect(headers.get("content-type"), what).toContain("application/problem+json");
    expect(body, what).toMatchObject({
      code: expect.any(String),
      detail: { zh: expect.any(String), en: expect.any(String) },
    });
  }
  return status;
}

/** Rows that nobody else touches, and how many datasets, entries, cases and organisations there are. */
async function state() {
  const rows = await Promise.all(
    codes.map((code) => anybody.get(`/datasets/${code}/rows?limit=1000&count=true`)),
  );
  const lists = await Promise.all([
    anybody.get("/datasets?limit=1"),
    officer.get("/catalog/entries?limit=1"),
    officer.get("/cases?queue=all&limit=1"),
    officer.get("/organisations?limit=1"),
  ]);
  return {
    rows: rows.map(({ status, body }) => [status, body.total, body.rows]),
    totals: lists.map(({ body }) => body.total as number),
  };
}

/** Rows are as they were, and nothing is gone. Others work in the same city at the same time: there may be more. */
async function expectAsBefore(before: Awaited<ReturnType<typeof state>>): Promise<void> {
  const after = await state();
  expect(after.rows).toEqual(before.rows);
  for (const [i, total] of before.totals.entries()) expect(after.totals[i]).toBeGreaterThanOrEqual(total);
}

describe("SQL through what is asked", () => {
  it("of a dataset's rows is refused or taken as a value, in every parameter", async () => {
    const before = await state();
    const [code] = codes;
    const [column] = columns;
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    for (const text of sqlTexts) {
      const path = `/datasets/${code}/rows`;
      for (const name of [
        "select",
        "where",
        "sort",
        "cursor",
        "limit",
        "count",
        "version",
        "group",
        "agg",
        "order",
      ])
        await refusedOrHarmless(anybody, path, { [name]: text });
      for (const operator of ["eq", "ne", "contains", "startswith", "lt"])
        await refusedOrHarmless(anybody, path, { where: `${column} ${operator} ${quoted(text)}` });
      await refusedOrHarmless(anybody, path, { where: `${column} eq ${text}` });
      await refusedOrHarmless(anybody, path, { where: `\`${text}\` is null` });
      await refusedOrHarmless(anybody, path, { select: `${column},${text}`, sort: `-${text}` });
      await refusedOrHarmless(anybody, `/datasets/${code}/download`, {
        format: text,
        version: text,
        bom: text,
      });
      const at = encodeURIComponent(text.toWellFormed());
      await refusedOrHarmless(anybody, `/datasets/${at}`, {});
      await refusedOrHarmless(anybody, `/datasets/${at}/rows`, {});
    }
    await expectAsBefore(before);
  });

  it("as a value in a filter finds what a value finds: nothing, and never everything", async () => {
    for (const text of sqlTexts) {
      if (text.includes('"') || text.includes("\0") || !text.isWellFormed()) continue;
      const where = `${columns[0]} eq "${text}"`;
      const { status, body } = await anybody.get(
        `/datasets/${codes[0]}/rows?${new URLSearchParams({ where, count: "true" })}`,
      );
      if (status === 200) expect([text, (body as Page).total]).toEqual([text, 0]);
    }
  });

  it("in searches, lists and queues is refused or taken as words", async () => {
    const before = await state();
    const lists: [Client, string, string[]][] = [
      [
        anybody,
        "/datasets",
        [
          "q",
          "provider",
          "field",
          "division",
          "share",
          "open",
          "format",
          "cycle",
          "class",
          "grade",
          "sort",
          "limit",
          "offset",
        ],
      ],
      [officer, "/catalog/entries", ["q", "provider", "division", "sort", "limit", "offset"]],
      [anybody, "/catalog/open-list", ["limit", "offset", "provider"]],
      [
        officer,
        "/cases",
        ["queue", "procedure", "state", "due", "subject", "provider", "q", "sort", "limit", "offset"],
      ],
      [officer, "/organisations", ["kind", "level", "division", "sector", "q", "limit", "offset"]],
      [officer, "/intakes", ["entry", "state", "limit", "cursor"]],
    ];
    for (const [client, path, names] of lists)
      for (const text of sqlTexts)
        for (const name of names) await refusedOrHarmless(client, path, { [name]: text });
    await expectAsBefore(before);
  });

  it("made up by a machine, out of pieces of grammar and of SQL, changes and tells nothing", async () => {
    const before = await state();
    const piece = fc.oneof(
      fc.constantFrom(
        ...sqlTexts,
        ...columns,
        "and",
        "or",
        "not",
        "in",
        "between",
        "is",
        "null",
        "eq",
        "(",
        ")",
        ",",
        '"',
        "'",
      ),
      fc.string({ unit: "grapheme", maxLength: 6 }),
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(" "));
    const name = fc.constantFrom("where", "select", "sort", "cursor", "q");
    await fc.assert(
      fc.asyncProperty(name, text, async (key, value) => {
        const path = key === "q" ? "/datasets" : `/datasets/${codes[0]}/rows`;
        await refusedOrHarmless(anybody, path, { [key]: value });
      }),
      { numRuns: 400 },
    );
    await expectAsBefore(before);
  });
});

describe("a cursor", () => {
  const rows = (code: string, more: Record<string, string>) =>
    anybody.get(`/datasets/${code}/rows?${new URLSearchParams({ limit: "2", ...more })}`);
  const nextOf = async (code: string, more: Record<string, string> = {}) =>
    ((await rows(code, more)).body as Page).next!;
  const codeOf = async (code: string, more: Record<string, string>) => {
    const { status, body } = await rows(code, more);
    return [status, body.code];
  };
  const invalid = [400, "query.cursor_invalid"];

  it("goes on where it was given, and nowhere else: not in another dataset, order, filter or choice of columns", async () => {
    const cursor = await nextOf(codes[0]!);
    expect((await rows(codes[0]!, { cursor })).status).toBe(200);
    expect(await codeOf(codes[1]!, { cursor })).toEqual(invalid);
    expect(await codeOf(codes[0]!, { cursor, sort: columns[0]! })).toEqual(invalid);
    expect(await codeOf(codes[0]!, { cursor, where: `${columns[0]} is not null` })).toEqual(invalid);
    const sorted = await nextOf(codes[0]!, { sort: columns[0]! });
    expect((await rows(codes[0]!, { cursor: sorted, sort: columns[0]! })).status).toBe(200);
    expect(await codeOf(codes[0]!, { cursor: sorted, sort: `-${columns[0]}` })).toEqual(invalid);
  });

  it("with any character changed, dropped, doubled or added, or cut anywhere, is refused", async () => {
    const cursor = await nextOf(codes[0]!, { sort: columns[0]! });
    const end = cursor.indexOf(".");
    for (let i = 0; i < cursor.length; i += 3) {
      const other = cursor[i] === "A" ? "B" : "A";
      const forged = [
        cursor.slice(0, i),
        cursor.slice(0, i) + other + cursor.slice(i + 1),
        cursor.slice(0, i) + cursor.slice(i + 1),
      ];
      // The last character of a base64 text holds bits that stand for nothing.
      if (i < cursor.length - 1)
        for (const one of forged)
          if (one !== "")
            expect([i, await codeOf(codes[0]!, { cursor: one, sort: columns[0]! })]).toEqual([i, invalid]);
    }
    const position = Buffer.from(JSON.stringify(["' or 1=1 --", "0"])).toString("base64url");
    for (const one of [
      `${position}${cursor.slice(end)}`,
      `${position}.`,
      ".",
      "..",
      `${cursor}.x`,
      "null",
      "e30.e30",
    ])
      expect(await codeOf(codes[0]!, { cursor: one, sort: columns[0]! }), one).toEqual(invalid);
  });

  it("of one list opens nothing in another, nor for another organisation", async () => {
    const cursor = await nextOf(codes[0]!);
    const other = await new Client(address).signIn("jiaotong");
    for (const client of [officer, other]) {
      const { status } = await client.get(`/intakes?cursor=${encodeURIComponent(cursor)}`);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  });
});
