import { describe, expect, it } from "vitest";
import { code, fixtureApi } from "../src/fixtures.ts";
import type { ApiInit } from "../src/http/portal-api.ts";
import { portal } from "./portal.ts";

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const type = { "content-type": "application/x-www-form-urlencoded" };
const path = `/dataset/${code}/correct`;
const good = { to: "agency", found: "第 3 行收费标准与公告不符", row: "3" };

async function opened(app: Awaited<ReturnType<typeof portal>>) {
  const { headers, body } = await app.inject(path);
  const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
  const token = /name="token" value="([^"]+)"/.exec(body)?.[1] ?? "";
  return { cookie, token };
}

describe("a correction request without an account (Art. 17)", () => {
  it("is handed to the API and answered with number and secret, once", async () => {
    const sent: (ApiInit | undefined)[] = [];
    const app = await portal(async (url, init) => {
      if (init?.method === "POST") sent.push(init);
      return fixtureApi()(url, init);
    });
    const { cookie, token } = await opened(app);
    const { statusCode, body, headers } = await app.inject({
      method: "POST",
      url: path,
      headers: { ...type, cookie, origin: "https://data.example", "accept-encoding": "gzip" },
      payload: form({ ...good, token }),
    });
    expect(statusCode).toBe(201);
    expect(body).toContain("JH-2026-000128");
    expect(body).toContain("7Q2M-K9XD-4TWB");
    expect(headers["cache-control"]).toBe("no-store");
    // A secret beside text the reader chose must not be compressed (BREACH).
    expect(headers["content-encoding"]).toBeUndefined();
    // One filing; the second question asks until when it will be checked, with the receipt just given.
    expect(sent).toHaveLength(2);
    expect(sent[0]?.body).toEqual({ procedure: "correction", subject: code, contents: good });
  });

  it("is refused without the token, with another's token, and from another site", async () => {
    const app = await portal();
    const { cookie, token } = await opened(app);
    const attempts = [
      { headers: { ...type, cookie }, fields: good },
      { headers: { ...type }, fields: { ...good, token } },
      { headers: { ...type, cookie }, fields: { ...good, token: "x".repeat(32) } },
      { headers: { ...type, cookie, origin: "https://evil.example" }, fields: { ...good, token } },
      { headers: { ...type, cookie, "sec-fetch-site": "cross-site" }, fields: { ...good, token } },
    ];
    for (const { headers, fields } of attempts) {
      const answer = await app.inject({ method: "POST", url: path, headers, payload: form(fields) });
      expect(answer.statusCode).toBe(403);
      expect(answer.body).toContain("表单已失效");
      expect(answer.body).toContain("第 3 行收费标准与公告不符");
    }
  });

  it("names the field that is missing and keeps what was written", async () => {
    const app = await portal();
    const { cookie, token } = await opened(app);
    const payload = form({ ...good, found: " ", evidence: "青停〔2026〕3号", token });
    const answer = await app.inject({ method: "POST", url: path, headers: { ...type, cookie }, payload });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('href="#found"');
    expect(answer.body).toContain('aria-invalid="true"');
    expect(answer.body).toContain("青停〔2026〕3号");
  });

  it("shows the API's refusal in its words, at its field", async () => {
    const app = await portal(async (url, init) =>
      init?.method === "POST"
        ? {
            status: 422,
            body: {
              detail: { zh: "内容不符合要求", en: "Not valid" },
              fields: [{ path: "contents/row", zh: "行号过长", en: "Row too long" }],
            },
            headers: {},
          }
        : fixtureApi()(url, init),
    );
    const { cookie, token } = await opened(app);
    const answer = await app.inject({
      method: "POST",
      url: path,
      headers: { ...type, cookie },
      payload: form({ ...good, token }),
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain("内容不符合要求");
    expect(answer.body).toContain("行号过长");
  });

  it("is refused beyond 64 KB without troubling the API", async () => {
    const app = await portal();
    const { cookie, token } = await opened(app);
    const payload = form({ ...good, token, found: "x".repeat(70_000) });
    const answer = await app.inject({ method: "POST", url: path, headers: { ...type, cookie }, payload });
    expect(answer.statusCode).toBe(413);
    expect(answer.body).toContain("<h1>");
  });

  it("takes row and column from the address", async () => {
    const { body } = await (await portal()).inject(`${path}?row=QD-P-00017&column=fee`);
    expect(body).toContain('value="QD-P-00017"');
    expect(body).toMatch(/<option value="fee" selected/);
  });
});
