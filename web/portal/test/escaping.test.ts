import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { code, dataset, fixtureApi, rows, rowsPage } from "../src/fixtures.ts";
import { portal, tagsOf } from "./portal.ts";

const data = process.env.ZHANQIAO_TEST_DATA ?? join(import.meta.dirname, "../../../../shared/data");
const list = join(data, "suites/hostile/blns.json");

/** Everything an agency or a reader can write, filled with hostile strings in turn. */
function hostile(...texts: string[]) {
  let next = 0;
  const take = () => texts[next++ % texts.length] ?? "";
  const provider = { uscc: take(), name: take() };
  const entry = {
    ...dataset.entry,
    name: take(),
    abstract: take(),
    provider,
    keywords: [take()],
    basis: take(),
    related: [take()],
  };
  const columns = (dataset.current?.columns ?? []).map((column) => ({
    ...column,
    label: take(),
    samples: [take()],
    unit: take(),
  }));
  const act = {
    title: { zh: take(), en: take() },
    at: "2026-03-18T00:30:00Z",
    org: provider,
    article: take(),
    entry: 1,
  };
  return fixtureApi({
    [`/datasets/${code}`]: {
      ...dataset,
      entry,
      current: { ...dataset.current, columns },
      citation: { zh: take(), en: take() },
      licence: { id: take(), title: { zh: take(), en: take() }, href: take() },
      downloads: [{ format: "csv", href: take() }],
      history: [act, act, act],
    },
    [`/datasets/${code}/rows`]: { ...rowsPage, rows: [{ parking_id: take(), name: take(), fee: take() }] },
    "/datasets": {
      items: [{ ...rows[0], name: take(), abstract: take(), highlight: take(), provider }],
      total: 1,
    },
  });
}

const query = (texts: readonly string[]) => encodeURIComponent(texts.join(" ").slice(0, 400).toWellFormed());
const names = (html: string) => tagsOf(html).map((tag) => tag.name);
const known = new Set(
  "charSet charset name content rel href hreflang hrefLang type nonce src lang class id data-theme aria-label aria-labelledby aria-hidden aria-current aria-describedby aria-live aria-sort tabindex viewBox preserveAspectRatio d width height x y x1 x2 y1 y2 rx role method action autocomplete maxlength placeholder value for selected checked required rows hidden data-copy data-copy-text data-done data-spy scope datetime title open download".split(
    " ",
  ),
);

describe("text written by others", () => {
  it.skipIf(!existsSync(list))(
    "stays text on every page, whatever it holds (naughty strings)",
    async () => {
      const strings = (JSON.parse(readFileSync(list, "utf8")) as string[]).filter(
        (text) => text.trim() !== "",
      );
      expect(strings.length).toBeGreaterThan(400);
      let api = hostile("");
      const app = await portal((path, init) => api(path, init));
      // A dozen strings to a page; where one fails, the message names its dozen.
      for (let i = 0; i < strings.length; i += 12) {
        const dozen = strings.slice(i, i + 12);
        const text = JSON.stringify(dozen);
        api = hostile(...dozen);
        for (const url of [
          `/dataset/${code}`,
          `/search?q=${query(dozen)}`,
          `/dataset/${code}/correct?row=${query(dozen)}`,
        ]) {
          const { statusCode, body } = await app.inject(url);
          expect(statusCode, text).toBe(200);
          const tags = tagsOf(body);
          const strange = tags.flatMap((tag) => tag.attributes).filter((name) => !known.has(name));
          expect(strange, text).toEqual([]);
          expect(body, text).not.toMatch(/href="\s*(?:javascript|data|vbscript):/i);
          const elements = new Set(tags.map((tag) => tag.name.replace("/", "").toLowerCase()));
          for (const bad of [
            "img",
            "iframe",
            "object",
            "embed",
            "style",
            "audio",
            "video",
            "marquee",
            "base",
          ])
            expect(elements.has(bad), `${text}: <${bad}>`).toBe(false);
          expect(tags.filter((tag) => tag.name === "script").length, text).toBeLessThanOrEqual(1);
        }
      }
    },
    120_000,
  );

  it("does not change the shape of a page: markup in a name adds no element", async () => {
    const shape = async (text: string) =>
      names((await (await portal(hostile(text))).inject(`/dataset/${code}`)).body);
    const plain = await shape("停车");
    expect(await shape('"><script>alert(1)</script><b x="')).toEqual(plain);
    expect(await shape("</script><svg onload=alert(1)>")).toEqual(plain);
    expect(await shape("'-alert(1)-'`x`<!--")).toEqual(plain);
  });

  it("marks what a search found and nothing else of an API highlight", async () => {
    const highlight = "&lt;b&gt;x&lt;/b&gt; <mark>停车</mark>场 <img src=x onerror=alert(1)>";
    const app = await portal(fixtureApi({ "/datasets": { items: [{ ...rows[0], highlight }], total: 1 } }));
    const { body } = await app.inject("/search?q=a");
    expect(body).toContain("&lt;b>x&lt;/b> <mark>停车</mark>场 &lt;img src=x");
  });

  it("cannot end a string in a code sample", async () => {
    const { body } = await (await portal()).inject(`/dataset/${code}?f=name~contains~'%20%22);alert(1)//`);
    const sample = /<code>curl &#x27;|<code>curl '([^<]*)'<\/code>/.exec(body);
    expect(sample?.[1]).toBeDefined();
    expect(sample?.[1]).not.toContain("'");
  });
});
