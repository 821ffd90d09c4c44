import { beforeAll, describe, expect, it } from "vitest";
import { seedingTime, sharedCity } from "../journeys/shared-city.ts";
import { Client } from "../running.ts";
import { sqlTexts } from "./corpus.ts";

let address = "";
let officer: Client;
let anybody: Client;
beforeAll(async () => {
  address = await sharedCity();
  anybody = new Client(address);
  officer = await new Client(address).signIn("jiaoyu");
}, seedingTime);

const raw = (body: string | Uint8Array) => (typeof body === "string" ? new TextEncoder().encode(body) : body);
/** Sends bytes as JSON to addresses that take a body, as those who may use them. */
async function everywhere(body: string | Uint8Array): Promise<[string, number, string | undefined][]> {
  const type = { "content-type": "application/json" };
  const places: [Client, string, string][] = [
    [anybody, "POST", "/session"],
    [anybody, "POST", "/cases"],
    [anybody, "POST", "/follow-up"],
    [officer, "POST", "/cases"],
    [officer, "POST", "/intakes"],
    [officer, "POST", "/session/password"],
    [officer, "POST", "/people"],
  ];
  const seen: [string, number, string | undefined][] = [];
  for (const [client, method, path] of places) {
    const answer = await client.send(method, path, raw(body), type);
    seen.push([path, answer.status, answer.body?.code]);
  }
  return seen;
}
const cases = async () => (await officer.get("/cases?limit=1")).body.total;

describe("a body that is a trick", () => {
  const long = "x".repeat(900_000);
  it.each<[string, string | Uint8Array, number, string]>([
    [
      "is nested a hundred thousand deep, in lists",
      "[".repeat(100_000) + "]".repeat(100_000),
      400,
      "http.json_deep",
    ],
    [
      "is nested a hundred thousand deep, in objects",
      `${'{"contents":'.repeat(80_000)}1${"}".repeat(80_000)}`,
      400,
      "http.json_deep",
    ],
    ["is nested and never closed", "[".repeat(500_000), 400, "http.json_unreadable"],
    [
      "gives a name twice",
      '{"procedure":"correction","procedure":"catalog-entry","contents":{}}',
      400,
      "http.json_ambiguous",
    ],
    [
      "gives a name twice, deep inside",
      '{"procedure":"correction","contents":{"a":[{"b":1,"b":2}]}}',
      400,
      "http.json_ambiguous",
    ],
    [
      "sets a prototype",
      '{"__proto__":{"kind":"platform"},"procedure":"correction","contents":{}}',
      400,
      "http.json_ambiguous",
    ],
    [
      "sets a prototype, deep inside",
      '{"procedure":"correction","contents":{"a":{"__proto__":{"admin":true}}}}',
      400,
      "http.json_ambiguous",
    ],
    [
      "sets a constructor's prototype",
      '{"contents":{"constructor":{"prototype":{"admin":true}}}}',
      400,
      "http.json_ambiguous",
    ],
    ["holds a NUL", '{"login":"a\\u0000b","password":"zhanqiao-demo"}', 400, "http.json_text"],
    ["holds half a character", '{"contents":{"name":"\\ud800"}}', 400, "http.json_text"],
    [
      "is not UTF-8",
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
      400,
      "http.json_unreadable",
    ],
    [
      "is GB18030",
      Buffer.from([0x7b, 0x22, 0xc4, 0xe3, 0x22, 0x3a, 0x31, 0x7d]),
      400,
      "http.json_unreadable",
    ],
    ["is UTF-16", Buffer.from("\ufeff{}", "utf16le"), 400, "http.json_unreadable"],
    ["is larger than a megabyte", `{"contents":{"name":"${long}${long}"}}`, 413, "http.too_large"],
  ])("and %s is refused everywhere, with nothing changed", async (_what, body, status, code) => {
    const before = await cases();
    for (const [path, ...answer] of await everywhere(body))
      expect([path, ...answer]).toEqual([path, status, code]);
    expect(await cases()).toBe(before);
  });

  it.each([
    ["numbers without end", `{"procedure":"correction","contents":${"9".repeat(100_000)}}`],
    ["a number beyond all", '{"procedure":"correction","contents":{"rows":1e999,"cells":-1e999}}'],
    ["a text of a megabyte", `{"procedure":"correction","contents":{"problem":"${long}"}}`],
    [
      "a hundred thousand names",
      `{"procedure":"correction","contents":{${Array.from({ length: 70_000 }, (_, i) => `"n${i}":1`).join(",")}}}`,
    ],
    [
      "a hundred thousand items",
      `{"procedure":"correction","contents":{"items":[${"{},".repeat(99_999)}{}]}}`,
    ],
    ["lists where texts belong", '{"procedure":["correction"],"contents":[]}'],
    [
      "an operator where a value belongs",
      '{"login":{"$ne":null},"password":{"$gt":""},"procedure":{"$where":"1"},"contents":{"$ne":1}}',
    ],
    ["null", "null"],
    ["a text", '"x"'],
    ["nothing", ""],
    [
      "names of JavaScript's own",
      '{"procedure":"toString","contents":{"hasOwnProperty":1,"valueOf":1,"then":1,"toJSON":1}}',
    ],
    ["a procedure named as an object has names", '{"procedure":"constructor","contents":{}}'],
  ])("and %s is refused in words everywhere, soon, with nothing changed", async (_what, body) => {
    const before = await cases();
    const from = performance.now();
    for (const [path, status, code] of await everywhere(body)) {
      expect([path, status, code, status >= 400 && status < 500]).toEqual([path, status, code, true]);
      expect(code, path).toEqual(expect.any(String));
    }
    expect(performance.now() - from).toBeLessThan(15_000);
    expect(await cases()).toBe(before);
  });

  it("is taken as another type, or compressed, nowhere", async () => {
    for (const type of [
      "text/plain",
      "application/xml",
      "multipart/form-data; boundary=a",
      "application/x-www-form-urlencoded",
      "application/json5",
      "text/json",
    ]) {
      const answer = await anybody.send(
        "POST",
        "/session",
        raw('{"login":"jiaoyu","password":"zhanqiao-demo"}'),
        { "content-type": type },
      );
      expect([type, answer.status, answer.body.code]).toEqual([type, 415, "http.unsupported_media"]);
    }
    const packed = await anybody.send("POST", "/session", raw("{}"), {
      "content-type": "application/json",
      "content-encoding": "gzip",
    });
    expect([packed.status, packed.body.code]).toEqual([415, "http.encoded"]);
  });

  it("of SQL in the text of a filing is kept as text and shown as it was given", async () => {
    const { items } = (await anybody.get("/datasets?limit=1")).body as { items: { code: string }[] };
    const reviewer = await new Client(address).signIn("shuju-shenhe");
    let kept = 0;
    for (const found of sqlTexts) {
      const contents = { to: "authority", found };
      const body = { procedure: "correction", subject: items[0]!.code, contents };
      const answer = await anybody.send("POST", "/cases", body);
      // Half a character and a NUL are refused where JSON is read; a text without a letter may be too short.
      if (answer.status !== 201) {
        expect([found, answer.status]).toEqual([found, expect.toSatisfy((s) => s >= 400 && s < 500)]);
        continue;
      }
      kept++;
      const shown = await reviewer.get(`/cases/${answer.body.followUp.number}`);
      expect([
        found,
        shown.status,
        JSON.stringify(shown.body).includes(JSON.stringify(found.trim()).slice(1, -1)),
      ]).toEqual([found, 200, true]);
    }
    expect(kept).toBeGreaterThan(40);
  });

  it("with a file's name that breaks lines, climbs folders or turns writing is refused or cut to a name", async () => {
    const { org } = (await officer.get("/session")).body.person as { org: { uscc: string } };
    const { items } = (await officer.get(`/catalog/entries?limit=1&provider=${org.uscc}`)).body as {
      items: { code: string }[];
    };
    let begun = 0;
    for (const name of [
      ...[
        "a\r\nSet-Cookie: x=y.csv",
        "../../etc/passwd",
        "..\\..\\x.csv",
        "a\u202Evsc.exe",
        "a\u0000.csv",
        'a".csv',
      ],
      ...["con.csv", "/abs.csv", "x".repeat(5000), "", "..", "/", "a/", "％2e％2e／x.csv"],
    ]) {
      const { status, headers, body } = await officer.send("POST", "/intakes", {
        entry: items[0]!.code,
        name,
        bytes: 10,
      });
      expect([name.slice(0, 20), status === 201 || (status >= 400 && status < 500)]).toEqual([
        name.slice(0, 20),
        true,
      ]);
      expect(headers.get("set-cookie") ?? "").not.toContain("x=y");
      if (status !== 201) continue;
      begun++;
      expect(headers.get("location")).toMatch(/^\/[\w/-]+$/);
      expect(body.name).not.toMatch(/[/\\\r\n\0]/);
      expect((await officer.send("DELETE", `/intakes/${body.id}`)).status).toBeLessThan(300);
    }
    expect(begun).toBeGreaterThan(3);
  });
});
