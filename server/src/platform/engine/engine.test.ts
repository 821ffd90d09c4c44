import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Refusal } from "../refusal.ts";
import { asRecords, type Engine, openEngine } from "./engine.ts";
import type { Filter, Plan } from "./plan.ts";
import type { Column, Dataset } from "./table-schema.ts";
import { duckForTests } from "./testing.ts";

const cursorKey = randomBytes(32);
const column = (name: string, label: string, type: Column["type"], stored: string): Column => ({
  name,
  label,
  type,
  stored,
});
const schema: Column[] = [
  column("id", "编号", "integer", "BIGINT"),
  column("district", "区", "text", "VARCHAR"),
  column("free", "空余车位", "integer", "BIGINT"),
  column("fee", "收费", "money", "DECIMAL(18,2)"),
  column("level", "水位", "decimal", "DOUBLE"),
  column("day", "日期", "date", "DATE"),
  column("seen", "时间", "datetime", "TIMESTAMP"),
  column("open", "开放", "boolean", "BOOLEAN"),
];

let engine: Engine;
let dataset: Dataset;
let split: Dataset;
let close: () => Promise<void>;

beforeAll(async () => {
  const setUp = await duckForTests();
  const path = join(setUp.dir, "cars.parquet");
  const rows = (from: number, to: number) => `
    SELECT i AS id, ['市南区', '市北区', '崂山区', NULL][i % 4 + 1] AS district,
      CASE WHEN i % 7 = 0 THEN NULL ELSE i % 50 END AS free, CAST(i * 0.01 AS DECIMAL(18,2)) AS fee,
      CASE WHEN i % 11 = 0 THEN NULL ELSE i / 3.0 END::DOUBLE AS level, DATE '2024-01-01' + (i % 400)::INT AS day,
      TIMESTAMP '2024-01-01 08:00:00' + to_minutes(i) AS seen, i % 2 = 0 AS open
    FROM range(${from}, ${to}) r(i)`;
  await setUp.duck.run(`COPY (${rows(0, 5000)}) TO '${path}' (FORMAT parquet)`);
  for (const [i, from] of [0, 2500].entries())
    await setUp.duck.run(
      `COPY (${rows(from, from + 2500)}) TO '${setUp.dir}/part-${i}.parquet' (FORMAT parquet)`,
    );
  dataset = { version: "cars-1", paths: [path], schema };
  split = { version: "cars-2", paths: [0, 1].map((i) => join(setUp.dir, `part-${i}.parquet`)), schema };
  engine = await openEngine({ dir: setUp.dir, cursorKey, memoryLimit: "256MiB", timeout: 10_000 });
  close = async () => {
    await engine.close();
    await setUp.close();
  };
});
afterAll(() => close());

const refused = async (act: Promise<unknown>): Promise<string> => {
  const error = await act.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (error instanceof Refusal) return error.code;
  throw error ?? new Error("nothing was refused");
};

/** Follows `next` to the end. */
async function allPages(of: Dataset, plan: Plan): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  let after: string | undefined;
  for (let page = 0; page < 1000; page++) {
    const got = await engine.query(of, after ? { ...plan, after } : plan);
    rows.push(...got.rows);
    expect(got.more).toBe(got.next !== undefined);
    if (!got.next) return rows;
    after = got.next;
  }
  throw new Error("the pages do not end");
}

describe("a query", () => {
  it("answers in the order of the file, ready for JSON", async () => {
    const page = await engine.query(dataset, { limit: 2 });
    expect(asRecords(page)).toEqual([
      {
        id: 0,
        district: "市南区",
        free: null,
        fee: 0,
        level: null,
        day: "2024-01-01",
        seen: "2024-01-01T08:00:00",
        open: true,
      },
      {
        id: 1,
        district: "市北区",
        free: 1,
        fee: 0.01,
        level: 1 / 3,
        day: "2024-01-02",
        seen: "2024-01-01T08:01:00",
        open: false,
      },
    ]);
    expect(page.more).toBe(true);
    expect(page.total).toBeUndefined();
  });

  it("counts all that match only when asked", async () => {
    const page = await engine.query(dataset, {
      where: { column: "区", op: "eq", value: "市南区" },
      limit: 1,
      count: true,
    });
    expect(page.total).toBe(1250);
  });

  it.each<[string, Filter, number]>([
    ["eq", { column: "free", op: "eq", value: "10" }, 86],
    ["ne leaves nulls out", { column: "district", op: "ne", value: "市南区" }, 2500],
    ["lt", { column: "fee", op: "lt", value: "0.05" }, 5],
    [
      "a literal finer than the column is not rounded to it",
      { column: "fee", op: "ge", value: "0.045" },
      4995,
    ],
    ["ge on days", { column: "day", op: "ge", value: "2025-02-01" }, 36],
    [
      "between instants",
      { column: "seen", op: "between", from: "2024-01-01T09:00", to: "2024-01-01T09:59:59" },
      60,
    ],
    ["in", { column: "district", op: "in", values: ["市南区", "崂山区"] }, 2500],
    ["contains", { column: "district", op: "contains", value: "市" }, 2500],
    ["startsWith", { column: "district", op: "startsWith", value: "崂" }, 1250],
    ["isNull", { column: "district", op: "isNull" }, 1250],
    ["not", { not: { column: "district", op: "isNull" } }, 3750],
    ["booleans", { column: "open", op: "eq", value: true }, 2500],
    [
      "and, or",
      {
        or: [
          { column: "id", op: "eq", value: 1 },
          {
            and: [
              { column: "id", op: "eq", value: 2 },
              { column: "open", op: "eq", value: true },
            ],
          },
        ],
      },
      2,
    ],
    ["a pattern sign is a plain character", { column: "district", op: "contains", value: "%" }, 0],
  ])("filters: %s", async (_, where, rows) => {
    expect((await engine.query(dataset, { where, count: true, limit: 1 })).total).toBe(rows);
  });

  it("groups and aggregates", async () => {
    const page = await engine.query(dataset, {
      groupBy: ["district"],
      aggregates: [
        { fn: "count", as: "rows" },
        { fn: "sum", column: "fee" },
        { fn: "countDistinct", column: "free" },
        { fn: "max", column: "day" },
      ],
      where: { column: "id", op: "lt", value: 100 },
      orderBy: [{ column: "rows", direction: "desc" }, { column: "district" }],
    });
    expect(page.rows[0]).toEqual(["崂山区", 25, 12.5, 21, "2024-04-08"]);
    expect(page.rows.map((r) => r[0])).toEqual(["崂山区", "市北区", "市南区", null]);
  });

  it("gives numbers beyond a double's reach as exact text", async () => {
    const page = await engine.query(dataset, {
      aggregates: [
        { fn: "sum", column: "fee" },
        { fn: "sum", column: "id" },
      ],
    });
    expect(page.rows).toEqual([[124975, 12497500]]);
    const wide = await duckForTests();
    const path = join(wide.dir, "wide.parquet");
    await wide.duck.run(
      `COPY (SELECT 9007199254740993::BIGINT a, 12345678901234.5678::DECIMAL(18,4) b, 'nan'::DOUBLE c) TO '${path}'`,
    );
    const other = await openEngine({ dir: wide.dir, cursorKey });
    const columns = [
      column("a", "a", "integer", "BIGINT"),
      column("b", "b", "money", "DECIMAL(18,4)"),
      column("c", "c", "decimal", "DOUBLE"),
    ];
    const exact = await other.query({ version: "w", paths: [path], schema: columns }, {});
    expect(exact.rows).toEqual([["9007199254740993", "12345678901234.5678", null]]);
    await other.close();
    await wide.close();
  });

  it("streams all rows in batches and stops when the reader leaves", async () => {
    let seen = 0;
    for await (const batch of engine.stream(dataset, { select: ["id"] })) seen += batch.length;
    expect(seen).toBe(5000);
    for await (const batch of engine.stream(dataset, { select: ["id"] })) {
      expect(batch[0]).toEqual([0]);
      break;
    }
    expect(engine.load).toEqual({ running: 0, waiting: 0 });
  });

  it("writes an export to a file under its folder and nowhere else", async () => {
    const path = join(dataset.paths[0]!, "..", "export.csv");
    const plan: Plan = { select: ["id", "district"], where: { column: "id", op: "lt", value: 3 } };
    expect(await engine.exportTo(dataset, plan, { path, format: "csv" })).toBe(3);
    expect(await readFile(path, "utf8")).toBe("id,district\n0,市南区\n1,市北区\n2,崂山区\n");
    await expect(
      engine.exportTo(dataset, plan, { path: "/tmp/elsewhere.csv", format: "csv" }),
    ).rejects.toThrow(/may not touch/);
    await expect(engine.query({ ...dataset, paths: ["/etc/passwd"] }, {})).rejects.toThrow(/may not touch/);
  });
});

describe("pages by cursor", () => {
  it("follow each other without gap or repeat, for any order over columns with nulls and ties", async () => {
    const keys = fc.uniqueArray(
      fc.record({
        column: fc.constantFrom("district", "free", "fee", "level", "day", "open"),
        direction: fc.constantFrom("asc" as const, "desc" as const),
      }),
      { maxLength: 3, selector: (k) => k.column },
    );
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.integer({ min: 90, max: 400 }),
        fc.boolean(),
        async (orderBy, limit, parts) => {
          const of = parts ? split : dataset;
          const where: Filter = { column: "id", op: "lt", value: 700 };
          const whole = await engine.query(of, { select: ["id"], where, orderBy, limit: 10_000 });
          const paged = await allPages(of, { select: ["id"], where, orderBy, limit });
          expect(paged).toEqual(whole.rows);
          expect(new Set(paged.map((r) => r[0])).size).toBe(700);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("follow each other through groups", async () => {
    const plan: Plan = {
      groupBy: ["district", "free"],
      aggregates: [{ fn: "count" }],
      orderBy: [{ column: "count", direction: "desc" }],
      limit: 30,
    };
    const whole = await engine.query(dataset, { ...plan, limit: 10_000 });
    expect(await allPages(dataset, plan)).toEqual(whole.rows);
    expect(whole.rows.length).toBeGreaterThan(100);
  });

  it("give no cursor where the order is by a sum of floating numbers", async () => {
    const page = await engine.query(dataset, {
      groupBy: ["free"],
      aggregates: [{ fn: "avg", column: "level" }],
      orderBy: [{ column: "avg_level" }],
      limit: 5,
    });
    expect(page.more).toBe(true);
    expect(page.next).toBeUndefined();
  });

  it("are refused when forged, cut, or moved to another version, order, filter or grant", async () => {
    const plan: Plan = { select: ["id"], orderBy: [{ column: "fee" }], limit: 10 };
    const { next } = await engine.query(dataset, plan);
    const after = next!;
    const [body, tag] = after.split(".");
    const forged = Buffer.from(JSON.stringify(["0.00", "0"])).toString("base64url");
    const code = (of: Dataset, p: Plan) => refused(engine.query(of, p));
    const invalid = "query.cursor_invalid";
    expect(await code(dataset, { ...plan, after: `${forged}.${tag}` })).toBe(invalid);
    expect(await code(dataset, { ...plan, after: `${body}.` })).toBe(invalid);
    expect(await code(dataset, { ...plan, after: body! })).toBe(invalid);
    expect(await code(dataset, { ...plan, after: `${after}.x` })).toBe(invalid);
    expect(await code({ ...dataset, version: "cars-9" }, { ...plan, after })).toBe(invalid);
    expect(await code(dataset, { ...plan, orderBy: [{ column: "fee", direction: "desc" }], after })).toBe(
      invalid,
    );
    expect(await code(dataset, { ...plan, where: { column: "id", op: "gt", value: 0 }, after })).toBe(
      invalid,
    );
    expect(
      await refused(engine.query(dataset, { ...plan, after }, { restriction: { columns: ["id", "fee"] } })),
    ).toBe(invalid);
    expect((await engine.query(dataset, { ...plan, after })).rows[0]).toEqual([10]);
  });
});

describe("the terms of a grant", () => {
  const restriction = {
    columns: ["id", "free"],
    where: { column: "district", op: "eq", value: "市南区" } as Filter,
  };

  it("hide columns from projection, filter, order and aggregates (Art. 22)", async () => {
    const page = await engine.query(dataset, { limit: 1 }, { restriction });
    expect(page.columns.map((c) => c.name)).toEqual(["id", "free"]);
    const hidden: Plan[] = [
      { select: ["fee"] },
      { select: ["收费"] },
      { where: { column: "fee", op: "gt", value: 0 } },
      { orderBy: [{ column: "fee" }] },
      { groupBy: ["district"] },
      { aggregates: [{ fn: "max", column: "fee" }] },
    ];
    for (const plan of hidden)
      expect(await refused(engine.query(dataset, plan, { restriction }))).toBe("query.unknown_column");
  });

  it("hold rows back even from a filter that asks for all", async () => {
    const all: Filter = {
      or: [
        { column: "id", op: "ge", value: 0 },
        { column: "id", op: "isNull" },
      ],
    };
    const page = await engine.query(dataset, { where: all, count: true, limit: 5 }, { restriction });
    expect(page.total).toBe(1250);
    expect(page.rows.every((r) => Number(r[0]) % 4 === 0)).toBe(true);
    const sum = await engine.query(dataset, { aggregates: [{ fn: "count" }] }, { restriction });
    expect(sum.rows).toEqual([[1250]]);
  });
});

describe("hostile input", () => {
  const hostile = [
    `"; DROP TABLE x; --`,
    `x' OR '1'='1`,
    `市南区' UNION SELECT * FROM read_csv('/etc/passwd') --`,
    "$1",
    "%",
    "\\",
    "file_row_number",
    "t.id",
    "*",
    "__proto__",
    "constructor",
  ];

  it("as a value is only ever a value", async () => {
    for (const value of hostile)
      for (const where of [
        { column: "district", op: "eq", value },
        { column: "district", op: "contains", value },
        { column: "district", op: "in", values: [value, value] },
      ] as Filter[])
        expect((await engine.query(dataset, { where, count: true })).total).toBe(0);
  });

  it("as a column name is no column, wherever it stands", async () => {
    for (const name of hostile) {
      const plans: Plan[] = [
        { select: [name] },
        { orderBy: [{ column: name }] },
        { groupBy: [name] },
        { aggregates: [{ fn: "max", column: name }] },
        { where: { column: name, op: "isNull" } },
      ];
      for (const plan of plans)
        expect(await refused(engine.query(dataset, plan))).toBe("query.unknown_column");
    }
  });

  it.each([
    ["free", "10 OR 1=1"],
    ["free", "1.5"],
    ["free", "99999999999999999999"],
    ["fee", "1e3"],
    ["level", "nan"],
    ["level", "1e999"],
    ["day", "2024-02-30"],
    ["day", "tomorrow"],
    ["seen", "2024-01-01 25:00"],
    ["open", "yes"],
    ["district", "a\u0000b"],
    ["district", "\ud800"],
  ])("a value not of the type of %s is refused: %j", async (name, value) => {
    expect(await refused(engine.query(dataset, { where: { column: name, op: "eq", value } }))).toBe(
      "query.wrong_value",
    );
  });
});

describe("limits", () => {
  it("stop a query that takes too long and answer the next", async () => {
    expect(await refused(engine.query(split, { orderBy: [{ column: "level" }] }, { timeout: 0 }))).toBe(
      "query.timeout",
    );
    expect((await engine.query(dataset, { limit: 1 })).rows).toHaveLength(1);
  });

  it("refuse when the queue is full, and serve those who wait", async () => {
    const narrow = await openEngine({
      dir: join(dataset.paths[0]!, ".."),
      cursorKey,
      queue: { running: 1, waiting: 2 },
    });
    const asked = Array.from({ length: 6 }, () =>
      narrow.query(dataset, { orderBy: [{ column: "level" }], limit: 10 }),
    );
    const settled = await Promise.allSettled(asked);
    expect(settled.map((s) => s.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
      "rejected",
    ]);
    expect((settled[5] as PromiseRejectedResult).reason.code).toBe("query.busy");
    await narrow.close();
  });

  it("a caller who hangs up frees the turn", async () => {
    const hangUp = new AbortController();
    const asked = engine.query(dataset, { orderBy: [{ column: "level" }] }, { signal: hangUp.signal });
    hangUp.abort();
    expect(await refused(asked)).toBe("query.cancelled");
    expect(engine.load).toEqual({ running: 0, waiting: 0 });
  });
});
