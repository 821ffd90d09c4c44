import { beforeAll, describe, expect, it } from "vitest";
import { act, entryContents } from "../journeys/acts.ts";
import { seedingTime, sharedCity } from "../journeys/shared-city.ts";
import { Client } from "../running.ts";
import { type HostileCity, writePayloads } from "./hostile-city.ts";
import { naughtyAreThere, naughtyStrings, payloads } from "./strings.ts";

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
