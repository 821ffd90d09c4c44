import { describe, expect, it } from "vitest";
import { makeApi, queryOf } from "./api.ts";
import { keep, readKept } from "./decide/kept.ts";
import { newPersonComplaints } from "./people/new-person.ts";
import { ApiProblem, problemFrom } from "./problem.ts";
import { keyName } from "./shell/keys.ts";
import { choicesFrom } from "./theme/look.tsx";

const answering = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  const asked: { url: string; init: RequestInit }[] = [];
  const api = makeApi((async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json", ...headers },
    });
  }) as unknown as typeof fetch);
  return { api, asked };
};

describe("the client", () => {
  it("sends the token with unsafe methods only, and the version as If-Match", async () => {
    const { api, asked } = answering(200, {});
    api.setCsrf("t-1");
    await api.call("/cases", { query: { queue: "duties", q: "", due: undefined } });
    await api.call("/cases/c-1/actions/approve", { method: "POST", version: 3, body: { contents: {} } });
    expect(asked[0]?.url).toBe("/api/v1/cases?queue=duties");
    expect(asked[0]?.init.headers).not.toHaveProperty("x-zhanqiao-csrf");
    expect(asked[1]?.init.headers).toMatchObject({ "x-zhanqiao-csrf": "t-1", "if-match": '"3"' });
  });

  it("throws a refusal with the server's words and article", async () => {
    const detail = { zh: "不予共享须有法律依据", en: "needs a law" };
    const { api } = answering(422, {
      code: "catalog.share_basis_insufficient",
      detail,
      article: "20.2",
      status: 422,
    });
    const thrown = await api.call("/cases").catch((e: unknown) => e);
    expect(thrown).toBeInstanceOf(ApiProblem);
    expect(problemFrom(thrown)).toMatchObject({ detail, article: "20.2", status: 422 });
  });

  it("has words of its own for whatever brings none: a broken gateway, no network, a fault of ours", async () => {
    const gateway = await answering(502, undefined)
      .api.call("/x")
      .catch((e: unknown) => e);
    expect(problemFrom(gateway).detail.zh).toContain("服务器出错");
    const offline = makeApi((async () => {
      throw new TypeError("failed to fetch");
    }) as unknown as typeof fetch);
    expect(problemFrom(await offline.call("/x").catch((e: unknown) => e)).detail.zh).toContain("连不上");
    expect(problemFrom(new Error("secret internals")).detail.zh).not.toContain("secret");
  });

  it("knows a lost race, and how long to wait after too many tries", async () => {
    const race = (await answering(409, { code: "procedure.version_conflict", detail: { zh: "", en: "" } })
      .api.call("/x")
      .catch((e: unknown) => e)) as ApiProblem;
    expect(race.lostRace).toBe(true);
    const slow = await answering(429, {}, { "retry-after": "30" })
      .api.call("/x")
      .catch((e: unknown) => e);
    expect(problemFrom(slow).retryAfter).toBe(30);
  });

  it("tells when the session has ended, but not for a wrong password", async () => {
    const { api } = answering(401, {});
    let ended = 0;
    api.onSignedOut(() => {
      ended += 1;
    });
    await api.call("/session", { method: "POST" }).catch(() => undefined);
    expect(ended).toBe(0);
    await api.call("/cases").catch(() => undefined);
    expect(ended).toBe(1);
  });

  it("writes queries safely", () => {
    expect(queryOf({ q: "a&b=空", limit: 20, x: null })).toBe("?q=a%26b%3D%E7%A9%BA&limit=20");
  });
});

describe("what is kept on this machine", () => {
  const storage = (text: string | null) => {
    let held = text;
    return {
      getItem: () => held,
      setItem: (_k: string, v: string) => {
        held = v;
      },
      removeItem: () => {
        held = null;
      },
    } as unknown as Storage;
  };

  it("is a decision begun, and nothing when it cannot be read", () => {
    const held = storage(null);
    keep("c-1", { action: "return", values: { return: { reason: "缺依据" } } }, held);
    expect(readKept("c-1", held)?.values.return).toEqual({ reason: "缺依据" });
    expect(readKept("c-1", storage("{broken"))).toBeNull();
    expect(readKept("c-1", storage('"text"'))).toBeNull();
  });

  it("is a look, and the system's own when it makes no sense", () => {
    expect(choicesFrom('{"scheme":"dark","large":true}')).toEqual({
      scheme: "dark",
      large: true,
      compact: false,
    });
    expect(choicesFrom("nonsense")).toEqual({ scheme: "system", large: false, compact: false });
    expect(choicesFrom(null).scheme).toBe("system");
  });
});

describe("keys", () => {
  it("have one name whatever the case, the command key counting as control", () => {
    const press = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
    expect(keyName({ ...press, key: "J" })).toBe("j");
    expect(keyName({ ...press, key: "K", metaKey: true })).toBe("ctrl+k");
    expect(keyName({ ...press, key: "Enter", ctrlKey: true })).toBe("ctrl+enter");
    expect(keyName({ ...press, key: "?", shiftKey: true })).toBe("?");
  });
});

describe("a new person", () => {
  it("needs a name, a proper account, ten characters of password and a role", () => {
    expect(
      Object.keys(newPersonComplaints({ name: " ", login: "A B", password: "short", roles: [] })),
    ).toEqual(["name", "login", "password", "roles"]);
    expect(
      newPersonComplaints({ name: "王", login: "wang.hn", password: "long-enough-1", roles: ["officer"] }),
    ).toEqual({});
  });
});
