import { beforeAll, describe, expect, it } from "vitest";
import { Client } from "../running.ts";
import { act, entryContents, type SeenCase, submittedEntry } from "./acts.ts";
import { bridgeItems } from "./files.ts";
import { seedingTime, sharedCity } from "./shared-city.ts";

/** Decisions that come too late, from the wrong hands or without what they need change nothing. */
describe("a decision that may not be", () => {
  let address: string;
  let officer: Client;
  let reviewer: Client;
  let second: Client;
  const contents = (name: string) => entryContents(`${name}${Date.now()}`, bridgeItems);

  beforeAll(async () => {
    address = await sharedCity();
    officer = await new Client(address).signIn("shuiwu");
    reviewer = await new Client(address).signIn("shuju-shenhe");
    second = await new Client(address).signIn("shuju-fuhe");
  }, seedingTime);

  /** The case after `attempt` is as it was before. */
  async function unchanged<T>(id: string, attempt: () => Promise<T>): Promise<T> {
    const before = (await officer.get(`/cases/${id}`)).body;
    const answer = await attempt();
    const after = (await officer.get(`/cases/${id}`)).body;
    expect({ ...after, clock: null, clocks: null }).toEqual({ ...before, clock: null, clocks: null });
    return answer;
  }

  it("of a hundred opposite decisions at the same moment one stands, the others are told they came too late", async () => {
    const entry = await submittedEntry(officer, contents("抢办"));
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => {
        const who = i % 4 < 2 ? reviewer : second;
        return i % 2
          ? act(who, entry.id, "approve", { note: `第${i}个` }, entry.version)
          : act(who, entry.id, "return", { reason: `退回补正第${i}个` }, entry.version);
      }),
    );
    const won = answers.filter((a) => a.status === 200);
    expect(won).toHaveLength(1);
    for (const lost of answers.filter((a) => a.status !== 200)) {
      expect(lost.status).toBe(409);
      expect(["procedure.version_conflict", "procedure.not_now"]).toContain(lost.body.code);
      expect(lost.body.detail.zh.length).toBeGreaterThan(5);
    }
    const { body } = await officer.get(`/cases/${entry.id}`);
    expect(body.version).toBe(entry.version + 1);
    expect(body.state).toBe(won[0]!.body.state);
    expect(body.history).toHaveLength(entry.version + 1);
    const published = await new Client(address).get(`/catalog/entries/${entry.subject}`);
    expect(published.status).toBe(body.state === "published" ? 200 : 404);
    const receipts = await officer.get(`/cases/${entry.id}/receipts`);
    expect(receipts.body.items).toHaveLength(entry.version + 1);
  });

  describe("on a case that waits", () => {
    let entry: SeenCase;
    beforeAll(async () => {
      entry = await submittedEntry(officer, contents("候审"));
    });

    it("a decision on an older version is refused and told the version there is now", async () => {
      const stale = await unchanged(entry.id, () =>
        act(reviewer, entry.id, "approve", {}, entry.version - 1),
      );
      expect(stale.status).toBe(409);
      expect(stale.body.code).toBe("procedure.version_conflict");
      expect(stale.body.detail.zh).toContain(String(entry.version));
    });

    it("a decision that does not say which version it was made on is refused with 428", async () => {
      const answer = await unchanged(entry.id, () =>
        reviewer.send("POST", `/cases/${entry.id}/actions/approve`, { contents: {} }),
      );
      expect(answer.status).toBe(428);
      expect(answer.body.code).toBe("procedure.version_needed");
    });

    it("an officer may not approve their own entry: forbidden, with the article (Art. 9)", async () => {
      const answer = await unchanged(entry.id, () => act(officer, entry.id, "approve", {}));
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({ code: "procedure.not_yours", article: "9.3" });
    });

    it("a return without a reason is refused naming the field", async () => {
      const answer = await unchanged(entry.id, () =>
        act(reviewer, entry.id, "return", { missing: ["一项"] }),
      );
      expect(answer.status).toBe(422);
      expect(answer.body.code).toBe("procedure.contents_missing");
      expect(answer.body.fields.map((f: { path: string }) => f.path)).toEqual(["reason"]);
    });

    it("contents nobody asked for are refused, not kept", async () => {
      const answer = await unchanged(entry.id, () =>
        act(reviewer, entry.id, "approve", { note: "好", state: "x" }),
      );
      expect(answer.status).toBe(422);
    });

    it("an action the procedure does not have is not found, one that is not possible now is a conflict", async () => {
      expect((await unchanged(entry.id, () => act(reviewer, entry.id, "burn"))).status).toBe(404);
      const early = await unchanged(entry.id, () =>
        act(officer, entry.id, "improve", { reason: "补充说明" }),
      );
      expect(early.status).toBe(409);
      expect(early.body.code).toBe("procedure.not_now");
    });

    it("a decision with a cookie but without the anti-forgery token is refused", async () => {
      const cookie = await signInForCookie(address, "shuju-shenhe");
      const answer = await unchanged(entry.id, () =>
        fetch(`${address}/api/v1/cases/${entry.id}/actions/approve`, {
          method: "POST",
          headers: { cookie, "content-type": "application/json", "if-match": `"${entry.version}"` },
          body: JSON.stringify({ contents: {} }),
        }),
      );
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: "parties.csrf" });
    });
  });
});

async function signInForCookie(address: string, login: string): Promise<string> {
  const answer = await fetch(`${address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login, password: "zhanqiao-demo" }),
  });
  return answer.headers.getSetCookie()[0]!.split(";")[0]!;
}
