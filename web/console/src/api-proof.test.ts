import { describe, expect, it } from "vitest";
import { makeApi } from "./api.ts";
import { problemFrom } from "./problem.ts";

/** A server that answers an act by the token it carries, and says whose session there is now. */
function serverWith(given: { token: string; person: string | null; stale?: boolean }) {
  const acts: string[] = [];
  const api = makeApi((async (url: string, init: RequestInit) => {
    const json = (status: number, body: object) => Response.json(body, { status });
    if (url.endsWith("/session"))
      return json(200, { csrf: given.token, person: given.person && { id: given.person } });
    const token = (init.headers as Record<string, string>)["x-zhanqiao-csrf"] ?? "";
    acts.push(token);
    const refused = (code: string) => json(403, { code, detail: { zh: code, en: code } });
    if (token !== given.token) return refused("parties.csrf");
    return given.stale ? refused("parties.authenticate_again") : json(200, { done: true });
  }) as unknown as typeof fetch);
  const act = () =>
    api.call("/people/p", { method: "PATCH", body: {} }).catch((e: unknown) => problemFrom(e).code);
  return { api, acts, act, given };
}

describe("the client, when the session has another token by now", () => {
  it("takes the new one of the same person and does the act", async () => {
    const { api, acts, act } = serverWith({ token: "new", person: "wang" });
    api.setCsrf("old", "wang");
    expect(await act()).toEqual({ done: true });
    expect(acts).toEqual(["old", "new"]);
  });

  it("does nothing in the session of somebody else, or of nobody", async () => {
    for (const person of ["li", null]) {
      const { api, acts, act } = serverWith({ token: "new", person });
      api.setCsrf("old", "wang");
      expect(await act()).toBe("parties.csrf");
      expect(acts).toEqual(["old"]);
    }
  });
});

describe("the client, when a newer proof is wanted", () => {
  it("asks for it once and does the act, or gives the refusal where it is not given", async () => {
    const { api, acts, act, given } = serverWith({ token: "t", person: "wang", stale: true });
    api.setCsrf("t", "wang");
    expect(await act()).toBe("parties.authenticate_again");
    api.onProve(async () => false);
    expect(await act()).toBe("parties.authenticate_again");
    api.onProve(async () => {
      given.stale = false;
      return true;
    });
    expect(await act()).toEqual({ done: true });
    expect(acts).toHaveLength(4);
  });

  it("does not ask without end", async () => {
    const { api, acts, act } = serverWith({ token: "t", person: "wang", stale: true });
    api.setCsrf("t", "wang");
    let asked = 0;
    api.onProve(async () => ++asked > 0);
    expect(await act()).toBe("parties.authenticate_again");
    expect([asked, acts.length]).toEqual([1, 2]);
  });
});
