import { contentDigest, openPeerKey, readPeerMessage } from "@zhanqiao/httpsig";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { thePlatform } from "../platform/index.ts";
import { sweepJob } from "./jobs.ts";
import { largestRequest } from "./require-peer.ts";
import { endKeys, insertKey, setState } from "./store.ts";
import {
  cityIdentity,
  districtIdentity,
  send,
  sendRaw,
  signedHello,
  startInstance,
  startOfTime,
  stranger,
  type TestInstance,
} from "./testing.ts";

describe("a request from another instance", () => {
  let city: TestInstance;
  let id: string;
  const district = stranger(1);
  const unknown = stranger(2);

  beforeAll(async () => {
    city = await startInstance(cityIdentity);
    id = await city.knows({
      ...districtIdentity,
      baseUrl: "https://shinan.example",
      keys: [district.public, stranger(1, "sm2-sm3").public],
    });
  });
  afterEach(() => city.wall.set(startOfTime));
  afterAll(() => city.close());

  const nonces = async () => {
    const found = await city.db.reading(thePlatform, (tx) =>
      sql<{ n: number }>`select count(*) as n from federate.nonce`.execute(tx),
    );
    return found.rows[0]!.n;
  };
  const change = (work: Parameters<TestInstance["db"]["acting"]>[1]) => city.db.acting(thePlatform, work);

  it("is answered when it is signed, and the answer is signed and bound to it", async () => {
    const sent = signedHello(city, district);
    const answer = await send(city, sent);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({
      you: { ...districtIdentity, keyid: district.key.keyid, algorithm: "ed25519" },
      agrees: true,
      me: cityIdentity,
      checkpoint: null,
      at: "2026-11-24T02:00:00.000Z",
    });
    const fields = Object.entries(answer.headers).map(([n, v]) => [n, String(v)] as const);
    const response = { status: 200, fields, request: sent.request };
    const claim = readPeerMessage(response, city.wall.now());
    expect(() => claim.verify(openPeerKey(city.keys[0]!)).open(Buffer.from(answer.body))).not.toThrow();
    const other = { ...response, request: signedHello(city, district).request };
    expect(() => readPeerMessage(other, city.wall.now()).verify(openPeerKey(city.keys[0]!))).toThrow(
      /signature.wrong/,
    );
  });

  it("may be signed with SM2, and is then answered with the key this instance has", async () => {
    const answer = await send(city, signedHello(city, stranger(1, "sm2-sm3")));
    expect(answer.status).toBe(200);
    expect(answer.headers["signature-input"]).toContain('keyid="ed25519:');
  });

  it("without a signature is refused in words, and the answer to it is not signed", async () => {
    const answer = await send(city, {
      request: {
        method: "POST",
        uri: `${city.origin}/api/v1/peer/hello`,
        fields: [["content-type", "application/json"]],
      },
      body: Buffer.from("{}"),
    });
    expect({ status: answer.status, type: answer.headers["content-type"] }).toEqual({
      status: 401,
      type: "application/problem+json; charset=utf-8",
    });
    expect(JSON.parse(answer.body)).toMatchObject({
      code: "federate.field.missing",
      detail: { zh: "缺少头字段 signature-input", en: "the field signature-input is missing" },
    });
    expect(answer.headers["signature-input"]).toBeUndefined();
    expect((await city.app.inject("/api/v1/peer/checkpoint")).statusCode).toBe(401);
  });

  it("is accepted once: sent again, and in another process of the instance, it is refused", async () => {
    const sent = signedHello(city, district);
    expect((await send(city, sent)).status).toBe(200);
    expect(await send(city, sent)).toMatchObject({ status: 401, code: "federate.replayed" });
    const other = await city.another();
    try {
      const address = new URL(await other.listen({ port: 0, host: "127.0.0.1" }));
      expect(await send({ port: Number(address.port) }, sent)).toMatchObject({
        status: 401,
        code: "federate.replayed",
      });
      // Ten at once over both: one of them is the first.
      const race = signedHello(city, district);
      const ports = Array.from({ length: 10 }, (_, i) => ({
        port: i % 2 ? city.port : Number(address.port),
      }));
      const answers = await Promise.all(ports.map((to) => send(to, race)));
      expect(answers.map((a) => a.status).sort()).toEqual([200, ...Array<number>(9).fill(401)]);
    } finally {
      await other.close();
    }
  });

  it("keeps its nonce from another instance's, so that none can use up another's", async () => {
    const hospital = stranger(7);
    await city.knows({
      ...{ name: "崂山区平台", level: "district", division: "370212" },
      ...{ baseUrl: "https://laoshan.example", keys: [hospital.public] },
    });
    const kept = signedHello(city, district);
    expect((await send(city, kept)).status).toBe(200);
    const nonce = /nonce="([^"]+)"/.exec(kept.request.fields.find(([n]) => n === "signature-input")![1])![1]!;
    const before = await nonces();
    await change(async (tx) => {
      await sql`delete from federate.nonce where nonce = ${nonce}`.execute(tx);
      await sql`insert into federate.nonce select id, ${nonce}, now() from federate.peer
        where base_url = 'https://laoshan.example'`.execute(tx);
    });
    expect((await send(city, kept)).status).toBe(200);
    expect(await nonces()).toBe(before + 1);
  });

  it("with its body swapped is refused, and spends no nonce: the true one still passes", async () => {
    const sent = signedHello(city, district);
    const before = await nonces();
    const swapped = { ...sent, body: Buffer.from(JSON.stringify({ from: cityIdentity })) };
    expect(await send(city, swapped)).toMatchObject({ status: 401, code: "federate.digest.wrong" });
    const both = {
      request: {
        ...sent.request,
        fields: sent.request.fields.map(
          ([n, v]) => [n, n === "content-digest" ? contentDigest(swapped.body) : v] as const,
        ),
      },
      body: swapped.body,
    };
    expect(await send(city, both)).toMatchObject({ status: 401, code: "federate.signature.wrong" });
    expect(await nonces()).toBe(before);
    expect((await send(city, sent)).status).toBe(200);
    expect(await nonces()).toBe(before + 1);
  });

  it("is refused by a clock that is more than 60 seconds from its own", async () => {
    const at = (seconds: number) => new Date(new Date(startOfTime).getTime() + seconds * 1000);
    const answer = async (seconds: number) => {
      city.wall.set(at(seconds));
      const { status, code } = await send(city, signedHello(city, district, { at: at(0) }));
      return status === 200 ? 200 : code;
    };
    expect(await answer(60)).toBe(200);
    expect(await answer(61)).toBe("federate.strict.stale");
    expect(await answer(-60)).toBe(200);
    expect(await answer(-61)).toBe("federate.strict.future");
  });

  it("of a suspended instance is refused until it is let in again", async () => {
    await change((tx) => setState(tx, id, "suspended", city.wall.now()));
    const refused = await send(city, signedHello(city, district));
    expect(refused).toMatchObject({ status: 401, code: "federate.peer_suspended" });
    await change((tx) => setState(tx, id, "active", city.wall.now()));
    expect((await send(city, signedHello(city, district))).status).toBe(200);
  });

  it("is refused under a key nobody registered, one that has ended and one that has not begun", async () => {
    expect(await send(city, signedHello(city, unknown))).toMatchObject({
      status: 401,
      code: "federate.strict.key_unknown",
    });
    const next = stranger(3);
    const from = new Date("2026-11-24T03:00:00Z");
    await change(async (tx) => {
      await insertKey(tx, {
        ...{ keyid: next.key.keyid, peer: id, algorithm: "ed25519", public_key: next.public.publicKey },
        ...{ valid_from: from, valid_to: null },
      });
      await endKeys(tx, [district.key.keyid], from);
    });
    const each = async (time: string) => {
      city.wall.set(time);
      const [old, fresh] = [signedHello(city, district), signedHello(city, next)];
      return [(await send(city, old)).status, (await send(city, fresh)).status];
    };
    expect(await each("2026-11-24T02:59:59.999Z")).toEqual([200, 401]);
    expect(await each("2026-11-24T03:00:00Z")).toEqual([401, 200]);
    await change((tx) => sql`update federate.peer_key set valid_to = null`.execute(tx));
  });

  it("is for this instance's own address, whatever Host it names and wherever it was sent", async () => {
    const elsewhere = signedHello(city, district, { origin: "https://jinan.example" });
    expect(await send(city, elsewhere)).toMatchObject({ code: "federate.signature.wrong" });
    const host = { host: "jinan.example" };
    expect(await send(city, elsewhere, undefined, host)).toMatchObject({ code: "federate.signature.wrong" });
    expect((await send(city, signedHello(city, district), undefined, host)).status).toBe(200);
  });

  it("is for the path and query as they were signed, letter by letter", async () => {
    const get = () =>
      signedHello(city, district, { method: "GET", path: "/api/v1/peer/checkpoint?a=1&b=2", body: "" });
    expect((await send(city, get())).status).toBe(200);
    for (const path of [
      "/api/v1/peer/checkpoint?b=2&a=1",
      "/api/v1/peer/checkpoint?a=1&b=%32",
      "/api/v1/peer/checkpoint?a=1&b=2&c=3",
      "/api/v1/peer/checkpoint",
      "/api/v1/peer/checkpoint/?a=1&b=2",
      "/api/v1/peer/%63heckpoint?a=1&b=2",
    ])
      expect(await send(city, get(), path), path).toMatchObject({
        status: 401,
        code: "federate.signature.wrong",
      });
    for (const path of [
      "/api/v1/peer/../peer/checkpoint?a=1&b=2",
      "//api/v1/peer/checkpoint?a=1&b=2",
      "/API/v1/peer/checkpoint",
    ])
      expect([401, 404], path).toContain((await send(city, get(), path)).status);
    // A well-signed address that the router and the signer might read in two ways.
    const odd = signedHello(city, district, { method: "GET", path: "/api/v1/peer/%2e/checkpoint", body: "" });
    expect([401, 404]).toContain((await send(city, odd, "/api/v1/peer/%2e/checkpoint")).status);
    // The request line's absolute form names its own authority.
    expect([401, 404]).toContain(
      (await send(city, get(), `http://127.0.0.1:${city.port}/api/v1/peer/checkpoint?a=1&b=2`)).status,
    );
  });

  it("is for its method, in capitals", async () => {
    const sent = signedHello(city, district);
    const lines = sent.request.fields.map(([n, v]) => `${n}: ${v}\r\n`).join("");
    const raw = (first: string) =>
      sendRaw(
        city,
        `${first} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${lines}content-length: ${sent.body.length}\r\n\r\n${sent.body.toString("latin1")}`,
      );
    expect((await raw("post /api/v1/peer/hello")).status).toBe(400);
    expect((await raw("PUT /api/v1/peer/hello")).status).toBe(404);
    expect((await raw("POST /api/v1/peer/hello")).status).toBe(200);
    const get = signedHello(city, district, { method: "GET", path: "/api/v1/peer/checkpoint", body: "" });
    const head = { ...get, request: { ...get.request, method: "HEAD" } };
    expect((await send(city, head)).status).toBe(401);
  });

  it("has each field once, unfolded, and within bounds", async () => {
    for (const name of ["signature", "signature-input", "content-digest"]) {
      const sent = signedHello(city, district);
      const line = sent.request.fields.find(([n]) => n === name)!;
      const twice = { ...sent, request: { ...sent.request, fields: [...sent.request.fields, line] } };
      expect(await send(city, twice), name).toMatchObject({ status: 401, code: "federate.strict.repeated" });
    }
    const sent = signedHello(city, district);
    const lines = (fold: string) =>
      sent.request.fields
        .map(([n, v]) => `${n}: ${n === "signature-input" ? v.replace(";tag", `${fold};tag`) : v}\r\n`)
        .join("");
    const raw = (fold: string, padding = "") =>
      sendRaw(
        city,
        `POST /api/v1/peer/hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${lines(fold)}${padding}content-length: ${sent.body.length}\r\n\r\n${sent.body.toString("latin1")}`,
      );
    expect([400, 401]).toContain((await raw("\r\n ")).status);
    expect([400, 401]).toContain((await raw("\u00e9")).status);
    expect([400, 401]).toContain((await raw("\u0000")).status);
    expect([400, 431]).toContain((await raw("", `x: ${"y".repeat(100_000)}\r\n`)).status);
    expect((await raw("")).status).toBe(200);
  });

  it("is no larger than 1 MiB", async () => {
    const json = (bytes: number) => {
      const text = JSON.stringify({ from: districtIdentity, filling: "" });
      return text.replace('""', `"${"x".repeat(bytes - Buffer.byteLength(text))}"`);
    };
    const sent = (bytes: number) => send(city, signedHello(city, district, { body: json(bytes) }));
    expect((await sent(largestRequest)).status).toBe(200);
    expect((await sent(largestRequest + 1)).status).toBe(413);
  });

  it("is answered before its content is read, where nobody known signed it", async () => {
    const { request } = signedHello(city, unknown);
    const lines = request.fields.map(([n, v]) => `${n}: ${v}\r\n`).join("");
    // The content announced never comes; who waited for it would not answer.
    const announced = `POST /api/v1/peer/hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${lines}content-length: 1000\r\n\r\n`;
    expect(await sendRaw(city, announced)).toEqual({ status: 401, code: "federate.strict.key_unknown" });
  });

  it("has content only where the method has, and what it says is JSON must be", async () => {
    const get = signedHello(city, district, { method: "GET", path: "/api/v1/peer/checkpoint", body: "" });
    const filled = { ...get, body: Buffer.from("x") };
    expect(await send(city, filled)).toMatchObject({ status: 400, code: "federate.body_unexpected" });
    const lines = get.request.fields.map(([n, v]) => `${n}: ${v}\r\n`).join("");
    const chunked = `GET /api/v1/peer/checkpoint HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${lines}transfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`;
    expect(await sendRaw(city, chunked)).toEqual({ status: 400, code: "federate.body_unexpected" });
    const post = signedHello(city, district);
    const head = post.request.fields.map(([n, v]) => `${n}: ${v}\r\n`).join("");
    const trailed = (trailer: string) =>
      sendRaw(
        city,
        `POST /api/v1/peer/hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntrailer: x-late\r\n${head}transfer-encoding: chunked\r\n\r\n${post.body.length.toString(16)}\r\n${post.body.toString("latin1")}\r\n0\r\n${trailer}\r\n`,
      );
    expect(await trailed("x-late: 1\r\n")).toEqual({ status: 400, code: "federate.body_unexpected" });
    expect((await trailed("")).status).toBe(200);
    for (const body of ["{", "\u0000", "nul", '{"from":}']) {
      const answer = await send(city, signedHello(city, district, { body }));
      expect(answer, body).toMatchObject({ status: 400, code: "federate.not_json" });
      // Who is known gets a signed refusal.
      expect(answer.headers["signature-input"]).toContain('peer=("@status"');
    }
    for (const body of ["[]", "null", "{}", '{"from":{"level":"city"}}', '{"__proto__":{"from":1}}'])
      expect((await send(city, signedHello(city, district, { body }))).status, body).toBe(400);
    const text = signedHello(city, district, { contentType: "text/plain" });
    expect((await send(city, text)).status).toBe(400);
    expect((await send(city, signedHello(city, district, { body: "" }))).status).toBe(400);
  });

  it("is forgotten once no process would accept it any more, and not sooner", async () => {
    await change((tx) => sql`delete from federate.nonce`.execute(tx));
    expect((await send(city, signedHello(city, district))).status).toBe(200);
    const sweepAt = async (time: string) => {
      city.wall.set(time);
      await sweepJob(city).work({});
      return nonces();
    };
    expect(await sweepAt("2026-11-24T02:11:00Z")).toBe(1);
    expect(await sweepAt("2026-11-24T02:11:00.001Z")).toBe(0);
  });
});
