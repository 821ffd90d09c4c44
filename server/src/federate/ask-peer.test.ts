import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { signPeerResponse } from "@zhanqiao/httpsig";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newSecret, type OutgoingFetch, thePlatform } from "../platform/index.ts";
import { endKeys, insertKey, readKeys, setState } from "./store.ts";
import {
  cityIdentity,
  districtIdentity,
  startInstance,
  startOfTime,
  stranger,
  type TestInstance,
  wayOut,
} from "./testing.ts";

const hello = { method: "POST", path: "/api/v1/peer/hello", body: { from: districtIdentity } } as const;

/** Two instances that know each other by these algorithms. */
async function two(sm2: boolean, outgoing?: OutgoingFetch) {
  const [city, district] = await Promise.all([
    startInstance(cityIdentity, { sm2, checkpoint: "city checkpoint" }),
    startInstance(districtIdentity, { sm2, ...(outgoing ? { outgoing } : {}) }),
  ]);
  const cityId = await district.knows({ ...cityIdentity, baseUrl: city.origin, keys: city.keys });
  const districtId = await city.knows({ ...districtIdentity, baseUrl: district.origin, keys: district.keys });
  const close = () => Promise.all([city.close(), district.close()]);
  return { city, district, cityId, districtId, close };
}

for (const [name, sm2] of [
  ["Ed25519", false],
  ["SM2", true],
] as const)
  describe(`two instances on ${name}`, () => {
    let both: Awaited<ReturnType<typeof two>>;
    beforeAll(async () => {
      both = await two(sm2);
    });
    afterAll(() => both.close());

    it("ask each other, and each believes what the other signed", async () => {
      const { city, district, cityId, districtId } = both;
      const there = await district.federation.ask(cityId, hello);
      expect(there.status).toBe(200);
      expect(there.json()).toMatchObject({
        you: { ...districtIdentity, algorithm: sm2 ? "sm2-sm3" : "ed25519" },
        agrees: true,
        me: cityIdentity,
        checkpoint: "city checkpoint",
      });
      const back = await city.federation.ask(districtId, { ...hello, body: { from: cityIdentity } });
      expect(back.json()).toMatchObject({
        you: cityIdentity,
        agrees: true,
        me: districtIdentity,
        checkpoint: null,
      });
      const got = await district.federation.ask(cityId, {
        method: "GET",
        path: "/api/v1/peer/checkpoint?x=%E9%9D%92",
      });
      expect(got.json()).toEqual({ checkpoint: "city checkpoint", at: expect.any(String) });
    });

    it("believe a signed refusal, and say where they do not agree who is who", async () => {
      const { district, cityId } = both;
      expect((await district.federation.ask(cityId, { ...hello, body: {} })).status).toBe(400);
      expect(
        (await district.federation.ask(cityId, { ...hello, body: { from: cityIdentity } })).json(),
      ).toMatchObject({ agrees: false });
    });
  });

describe("an instance that asks another", () => {
  /** What stands between the two; by default it passes everything on. */
  let between: (url: string, init: Parameters<OutgoingFetch>[1]) => Promise<Response>;
  let both: Awaited<ReturnType<typeof two>>;
  let server: Server;
  let answering: (request: IncomingMessage, response: ServerResponse) => void;
  let elsewhere: string;

  beforeAll(async () => {
    both = await two(false, (url, init) => between(String(url), init));
    server = createServer((request, response) => answering(request, response));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
    elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  const straight: typeof between = (url, init) => wayOut(url, init);
  afterEach(() => {
    both.city.wall.set(startOfTime);
    both.district.wall.set(startOfTime);
  });
  afterAll(async () => {
    await new Promise((done) => server.close(done));
    await both.close();
  });

  const asked = async (question: Parameters<TestInstance["federation"]["ask"]>[1] = hello) => {
    try {
      return (await both.district.federation.ask(both.cityId, question)).status;
    } catch (error) {
      return `${(error as { code: string }).code}: ${(error as Error).message.split(": ").slice(1).join(": ")}`;
    }
  };
  /** The way by a proxy that answers for the city, with the city's answer or something made of it. */
  const by = (change: (answer: Response, body: Buffer, response: ServerResponse) => void) => {
    between = (url, init) => wayOut(url.replace(both.city.origin, elsewhere), init);
    answering = async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const headers = Object.entries(request.headers)
        .filter(([n]) => !["host", "connection", "content-length", "transfer-encoding"].includes(n))
        .map(([n, v]) => [n, String(v)] as [string, string]);
      const answer = await fetch(`${both.city.origin}${request.url}`, {
        method: request.method!,
        headers,
        ...(pieces.length ? { body: Buffer.concat(pieces) } : {}),
      });
      change(answer, Buffer.from(await answer.arrayBuffer()), response);
    };
  };
  const passOn = (
    answer: Response,
    response: ServerResponse,
    more: Record<string, string> = {},
    status = answer.status,
  ) => {
    const dropped = ["connection", "keep-alive", "transfer-encoding", "content-length"];
    const headers = [...answer.headers].filter(([n]) => !dropped.includes(n));
    response.writeHead(status, { ...Object.fromEntries(headers), ...more });
  };

  it("believes an answer that a proxy passed on as it was", async () => {
    by((answer, body, response) => {
      passOn(answer, response, { via: "1.1 proxy" });
      response.end(body);
    });
    expect(await asked()).toBe(200);
  });

  it("does not believe one whose content, status, type or coding was changed on the way", async () => {
    by((answer, body, response) => {
      passOn(answer, response);
      response.end(Buffer.from(body.toString().replace('"agrees":true', '"agrees":false')));
    });
    expect(await asked()).toMatch(/^federate.answer_refused: .*Content-Digest/);
    by((answer, body, response) => {
      passOn(answer, response, {}, 201);
      response.end(body);
    });
    expect(await asked()).toMatch(/^federate.answer_refused: .*does not verify/);
    by((answer, body, response) => {
      passOn(answer, response, { "content-type": "text/html" });
      response.end(body);
    });
    expect(await asked()).toMatch(/^federate.answer_refused/);
    by((answer, body, response) => {
      passOn(answer, response, { "content-encoding": "identity" });
      response.end(body);
    });
    expect(await asked()).toMatch(/^federate.answer_refused/);
  });

  it("does not believe an earlier answer to the same question", async () => {
    let first: { answer: Response; body: Buffer } | undefined;
    by((answer, body, response) => {
      first ??= { answer, body };
      passOn(first.answer, response);
      response.end(first.body);
    });
    expect(await asked()).toBe(200);
    expect(await asked()).toMatch(/^federate.answer_refused: .*does not verify/);
  });

  it("does not believe an answer signed by another instance, even one it knows", async () => {
    const other = stranger(9);
    await both.district.knows({
      ...{ name: "济南市平台", level: "city", division: "370100" },
      ...{ baseUrl: "https://jinan.example", keys: [other.public] },
    });
    between = async (url, init) => {
      const body = Buffer.from("{}");
      const fields = (init!.headers as [string, string][]).filter(([n]) => n !== "accept-encoding");
      const signed = signPeerResponse(
        { status: 200, body, contentType: "application/json", request: { method: "POST", uri: url, fields } },
        { key: other.key, now: both.district.wall.now(), nonce: newSecret() },
      );
      return new Response(body, { headers: { "content-type": "application/json", ...signed } });
    };
    expect(await asked()).toMatch(/^federate.answer_refused: .*not known/);
  });

  it("does not believe an answer without a signature, and says what it was told", async () => {
    between = async () => Response.json({ code: "federate.strict.stale", secret: "x" }, { status: 401 });
    expect(await asked()).toMatch(/^federate.answer_unsigned: .*status 401, federate.strict.stale/);
    between = async () => new Response("<script>", { status: 200 });
    expect(await asked()).toMatch(/^federate.answer_unsigned: .*\(status 200\)$/);
  });

  it("is not led elsewhere by a redirect", async () => {
    between = straight;
    let reached = 0;
    by((_answer, _body, response) => {
      reached++;
      response.writeHead(307, { location: `${elsewhere}/api/v1/peer/hello` }).end();
    });
    expect(await asked()).toMatch(/^federate.redirected/);
    expect(reached).toBe(1);
  });

  it("reads no more than it asked for, and waits no longer", async () => {
    between = (url, init) => wayOut(url.replace(both.city.origin, elsewhere), init);
    let sent = 0;
    answering = (_request, response) => {
      const piece = Buffer.alloc(64 * 1024);
      const more = () => {
        while (sent < 200 * 1024 * 1024 && response.write(piece)) sent += piece.length;
      };
      response.on("drain", more).on("error", () => {});
      more();
    };
    expect(await asked({ ...hello, most: 100_000 })).toMatch(/^federate.answer_too_large: .*100000 bytes/);
    expect(sent).toBeLessThan(50 * 1024 * 1024);
    answering = () => {};
    const began = performance.now();
    expect(await asked({ ...hello, patience: 200 })).toMatch(/^federate.unreachable/);
    expect(performance.now() - began).toBeLessThan(5000);
    answering = (request) => request.socket.destroy();
    expect(await asked()).toMatch(/^federate.unreachable/);
  });

  it("believes nothing across clocks more than 60 seconds apart", async () => {
    between = straight;
    both.city.wall.set("2026-11-24T02:01:00Z");
    expect(await asked()).toBe(200);
    both.city.wall.set("2026-11-24T02:01:01Z");
    expect(await asked()).toMatch(/^federate.answer_unsigned: .*federate.strict.stale/);
    both.city.wall.set("2026-11-24T01:58:59Z");
    expect(await asked()).toMatch(/^federate.answer_unsigned: .*federate.strict.future/);
  });

  it("follows a rotated key: the old one until it ends, the new one from its beginning", async () => {
    between = straight;
    const { city, district, cityId } = both;
    const theirs = city.keys[0]!;
    const ours = await district.db.reading(thePlatform, (tx) => readKeys(tx, [cityId]));
    const change = (work: Parameters<typeof district.db.acting>[1]) => district.db.acting(thePlatform, work);
    expect(ours[0]!.public_key).toBe(theirs.publicKey);
    await change((tx) => endKeys(tx, [ours[0]!.keyid], new Date("2026-11-24T02:00:30Z")));
    const next = stranger(11);
    await change((tx) =>
      insertKey(tx, {
        ...{ keyid: next.key.keyid, peer: cityId, algorithm: "ed25519", public_key: next.public.publicKey },
        ...{ valid_from: new Date(startOfTime), valid_to: null },
      }),
    );
    const at = (time: string) => {
      city.wall.set(time);
      district.wall.set(time);
    };
    at("2026-11-24T02:00:29Z");
    expect(await asked()).toBe(200);
    at("2026-11-24T02:00:30Z");
    // The city still signs with its old key, which the district no longer takes.
    expect(await asked()).toMatch(/^federate.answer_refused: .*not known/);
    await change((tx) => endKeys(tx, [next.key.keyid], new Date("2026-11-24T02:00:10Z")));
    expect(await asked()).toMatch(/^federate.no_common_key/);
  });

  it("does not ask one that is suspended, or unknown", async () => {
    const { district, cityId } = both;
    await district.db.acting(thePlatform, (tx) => setState(tx, cityId, "suspended", district.wall.now()));
    between = async () => expect.unreachable();
    expect(await asked()).toMatch(/^federate.peer_suspended/);
    await expect(district.federation.ask("0193b3f0-0000-7000-8000-00000000ffff", hello)).rejects.toThrow(
      /peer_unknown/,
    );
    await district.db.acting(thePlatform, (tx) => setState(tx, cityId, "active", district.wall.now()));
  });

  it("asks for paths of the interface between instances only, at the other's own address", async () => {
    for (const path of [
      "/api/v1/people",
      "https://evil.example/api/v1/peer/hello",
      "//evil.example/api/v1/peer/x",
      "/api/v1/peer/../people",
      "/api/v1/peer/hello#x",
    ])
      await expect(both.district.federation.ask(both.cityId, { ...hello, path }), path).rejects.toThrow(
        /not a path|no_common_key/,
      );
  });
});
