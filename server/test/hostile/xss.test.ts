import { beforeAll, describe, expect, it } from "vitest";
import { act, entryContents } from "../journeys/acts.ts";
import { seedingTime, sharedCity } from "../journeys/shared-city.ts";
import type { Schema } from "../openapi/from-schema.ts";
import { operationsOf } from "../openapi/operations.ts";
import { Client } from "../running.ts";
import { type HostileCity, writePayloads } from "./hostile-city.ts";
import { freePlaces } from "./hostile-fields.ts";
import { names } from "./hostile-people.ts";
import { naughtyAreThere, naughtyStrings, payloads } from "./strings.ts";

/** Fields whose schema would let a script in, and why none is ever read from them. */
const noText: readonly (readonly [RegExp, why: string])[] = [
  [/ (?:password|current|admin\/password)$/, "a password: kept as a hash"],
  [/^POST \/session\/second-factor.* code$/, "a code: compared and not kept"],
  [/^POST \/session login$/, "a login: compared with one that is kept"],
  [
    /^POST \/(?:people|organisations) (?:admin\/)?login$/,
    "small letters, digits, dot, line: refused otherwise",
  ],
  [/^POST \/organisations uscc$/, "letters and digits with a check character: refused otherwise"],
  [/publicKey$/, "a key: parsed, and refused if it is none"],
  [/^POST \/machines addresses\/\*$/, "addresses and ranges: parsed, and refused if they are none"],
  [/^POST \/peers baseUrl$/, "an address: parsed, and refused if it is none"],
  [/^POST \/session\/oidc returnTo$/, "a path of ours, or else home"],
  [/^POST \/session\/oidc\/callback query$/, "what an identity provider answers: parsed and not kept"],
  [/^POST \/people\/\{id\}\/identities /, "of an identity provider, which this city has none of"],
  [
    /^POST \/cases(?:\/actions)? (?:procedure|action|subject)$/,
    "a name of ours: compared with those there are",
  ],
  [/ contents\/\{\}$/, "held field by field by the declaration of each act"],
  [/^POST \/follow-up\S* (?:number|secret)$/, "compared with what is kept"],
  [/^POST \/calendar\/years \{\}$/, "names of days and their source: kept, and no operation tells them"],
  [/^POST \/intakes entry$/, "a code: compared with those there are"],
  [/^POST \/intakes\/\{id\}\/load /, "forms of days and codes of warnings: compared with those there are"],
  [/^POST \/peer\/hello from\/name$/, "compared with the name of the peer that signed; not kept"],
  [/^catalog-entry\.extend reason$/, "only under the State Council's rules, which this city does not follow"],
];

/** What no text field takes: controls but tab and line breaks, half a character. Other blanks at the ends go. */
const isRefused = (text: string): boolean =>
  !text.isWellFormed() || [...text.trim()].some((c) => /\p{Cc}/u.test(c) && !/[\t\n\r\u0080-\u009f]/.test(c));

describe("hostile texts through the API", () => {
  let address: string;
  let officer: Client;
  beforeAll(async () => {
    address = await sharedCity();
    officer = await new Client(address).signIn("yuanlin");
  }, seedingTime);

  /** Drafts an entry whose items carry the texts; answers how each came back, or that it was refused. */
  async function throughDraft(texts: readonly string[]): Promise<Map<string, string | "refused">> {
    const came = new Map<string, string>();
    let left = [...texts];
    for (let round = 0; left.length > 0 && round < 3; round++) {
      const contents = entryContents("敌意文本", []);
      contents.items = left.map((text, i) => ({
        name: `列${i}`,
        column: `c${i}`,
        type: "string",
        nullable: true,
        description: text,
      }));
      const answer = await officer.send("POST", "/cases", { procedure: "catalog-entry", contents });
      expect(answer.status, JSON.stringify(answer.body).slice(0, 500)).toBeLessThan(500);
      if (answer.status === 201) {
        const { id } = answer.body.case;
        const { items } = (await officer.get(`/cases/${id}`)).body.history[0].contents;
        left.forEach((text, i) => {
          came.set(text, items[i].description);
        });
        expect((await act(officer, id, "discard")).status).toBe(200);
        return came;
      }
      const named = new Set(
        (answer.body.fields as { path: string }[]).map((f) => Number(/items\/(\d+)\//.exec(f.path)?.[1])),
      );
      expect([...named].every(Number.isInteger), JSON.stringify(answer.body).slice(0, 500)).toBe(true);
      for (const i of named) came.set(left[i]!, "refused");
      left = left.filter((_, i) => !named.has(i));
    }
    return came;
  }

  it.skipIf(!naughtyAreThere)(
    "the naughty strings come back exactly, but for blanks at their ends, or are refused by name",
    async () => {
      const strings = [...new Set(naughtyStrings())];
      expect(strings.length).toBeGreaterThan(450);
      const wrong: string[] = [];
      for (let i = 0; i < strings.length; i += 120) {
        const some = strings.slice(i, i + 120);
        const came = await throughDraft(some);
        for (const text of some) {
          const should = isRefused(text) ? "refused" : text.trim();
          if (came.get(text) !== should) wrong.push(JSON.stringify([text, came.get(text)]));
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it("payloads for pages come back exactly", async () => {
    const came = await throughDraft(payloads);
    expect([...came.values()]).toEqual(payloads.map((text) => text.trim()));
  });

  it("no person is called by a name that hides or turns the text around it; others keep theirs", async () => {
    const admin = await new Client(address).signIn("shuju-guanli");
    for (const [i, name] of payloads.slice(0, 4).entries()) {
      const answer = await admin.send("POST", "/people", {
        name: name.slice(0, 50),
        login: `hostile-${i}-${Date.now() % 1e8}`,
        password: "Pier-and-open-water-42!",
        roles: ["officer"],
      });
      expect([name, answer.status < 500], JSON.stringify(answer.body)).toEqual([name, true]);
      if (answer.status === 201) expect(answer.body.name).toBe(name.slice(0, 50).normalize("NFC").trim());
      else expect([name, answer.status, answer.body.code !== undefined]).toEqual([name, answer.status, true]);
    }
  });

  describe("written into an entry, its data and a correction", () => {
    let city: HostileCity;
    beforeAll(async () => {
      city = await writePayloads(address);
    }, 120_000);

    it("went into every text that any operation or act takes; each other field is named here with its reason", async () => {
      const nobody = new Client(address);
      const operations = operationsOf((await nobody.get("/openapi.json")).body);
      const procedures = (await nobody.get("/procedures")).body.items as {
        name: string;
        actions: Record<string, { contents: Schema }>;
      }[];
      const fields = [
        ...operations
          .filter(({ method }) => method !== "GET" && method !== "HEAD")
          .flatMap(({ method, path, body }) =>
            freePlaces(body ?? { enum: [] }).map((at) => `${method} ${path.replace("/api/v1", "")} ${at}`),
          ),
        ...procedures.flatMap(({ name, actions }) =>
          Object.entries(actions).flatMap(([action, { contents }]) =>
            freePlaces(contents).map((at) => `${name}.${action} ${at}`),
          ),
        ),
      ];
      expect(fields.length).toBeGreaterThan(100);
      const excused = (field: string) => noText.some(([pattern]) => pattern.test(field));
      expect(fields.filter((field) => !city.written.places.has(field) && !excused(field))).toEqual([]);
      // An excuse for what is not there, or was filled after all, is none.
      const needed = fields.filter((field) => !city.written.places.has(field));
      expect(noText.filter(([pattern]) => !needed.some((field) => pattern.test(field)))).toEqual([]);
    });

    it("are the names that were given, of an agency, its people, a system and another instance", async () => {
      const { admin, agency, officer } = city;
      const named = async (path: string, name: string) => {
        const { items } = (await admin.get(path)).body as { items: { name: string }[] };
        expect([path, items.map((one) => one.name)]).toEqual([path, expect.arrayContaining([name])]);
      };
      const { body } = await new Client(address).get(`/organisations/${agency.uscc}`);
      expect([body.name.startsWith(names.org), body.short]).toEqual([true, names.short]);
      expect((await officer.get("/session")).body.person.name).toBe(names.person);
      await named("/people?limit=100", names.person);
      await named("/machines?limit=100", names.machine);
      await named("/peers", names.peer);
    });

    it("of a browser's name are not kept: only which family it is of", async () => {
      const { items } = (await city.officer.get("/sessions")).body as { items: { browser: string }[] };
      expect(items.map((one) => one.browser).sort()).toEqual(["", "Firefox / Linux"]);
    });

    it("are refused where only a key, an address, a code or a login may stand", async () => {
      const [text] = payloads as [string];
      const system = { name: "取数", purpose: "检验谁可以接入", scopes: ["data:read"] };
      const machine = { ...system, expiresAt: new Date(Date.now() + 86_400_000).toISOString() };
      const key = { algorithm: "ed25519", publicKey: Buffer.alloc(32, 7).toString("base64") };
      const peer = { name: "平台", level: "district", division: "370202", baseUrl: "http://127.0.0.1:9" };
      const person = { name: "王海", password: "Pier-and-open-water-42!", roles: ["officer"] };
      const org = { name: "某局", short: "某局", kind: "agency", holder: "government", level: "city" };
      for (const [path, body] of [
        ["/machines", { ...machine, auth: "private_key_jwt", publicKey: text }],
        ["/machines", { ...machine, auth: "client_secret_basic", addresses: [text] }],
        ["/peers", { ...peer, keys: [{ ...key, publicKey: text }] }],
        ["/peers", { ...peer, baseUrl: text, keys: [key] }],
        ["/peers", { ...peer, baseUrl: `http://127.0.0.1:9/${text}`, keys: [key] }],
        ["/peers", { ...peer, baseUrl: payloads[11], keys: [key] }],
        ["/people", { ...person, login: text }],
        ["/organisations", { ...org, uscc: text.slice(0, 18), division: "370200", admin: person }],
        ["/calendar/years", { [text]: text }],
        ["/calendar/years", { year: 2031, source: text, days: [text] }],
        ["/intakes", { entry: text, name: "a.csv", bytes: 10 }],
      ] as const) {
        const answer = await city.admin.send("POST", path, body);
        expect([path, body, answer.status >= 400 && answer.status < 500]).toEqual([path, body, true]);
      }
    });

    it("are served as JSON and never as a page, whatever is asked for", async () => {
      for (const path of [
        `/datasets/${city.entry.subject}`,
        `/datasets/${city.entry.subject}/rows`,
        `/datasets/${city.entry.subject}/download?format=json`,
        `/datasets?q=${encodeURIComponent(payloads[0]!)}`,
      ]) {
        const answer = await new Client(address).send("GET", path, undefined, { accept: "text/html" });
        expect(answer.status).toBe(200);
        expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
        expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      }
    });

    it("are the cells that were delivered, character for character", async () => {
      const { body } = await new Client(address).get(`/datasets/${city.entry.subject}/rows?limit=1000`);
      const tidied = (text: string) => text.trim().replace(/[\s\u2028\u2029]+/g, " ");
      expect(body.rows).toHaveLength(city.cells.length);
      for (const [i, row] of (body.rows as Record<string, string>[]).entries())
        expect(Object.values(row).map((c) => tidied(c).replace(/&lt;/g, "<").replace(/&gt;/g, ">"))).toEqual(
          city.cells[i]!.map((c) => tidied(c).replace(/&lt;/g, "<").replace(/&gt;/g, ">")),
        );
    });

    it("in a refusal, a name of a file or a header never make another header", async () => {
      const answer = await fetch(`${address}/api/v1/datasets/${city.entry.subject}/download?format=csv`, {
        method: "HEAD",
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-disposition")).toMatch(
        /^attachment; filename="[\w.-]+"; filename\*=UTF-8''[A-Za-z0-9%._~-]+$/,
      );
      expect(answer.headers.get("content-security-policy")).toBeTruthy();
    });
  });
});
