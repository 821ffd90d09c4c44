import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  city,
  cityKey,
  fieldOf,
  now,
  outcome,
  province,
  signedResponse,
  withField,
} from "../../test/strict-support.ts";
import {
  type HttpRequest,
  openPeerKey,
  readPeerMessage,
  SignatureRefusal,
  signPeerRequest,
} from "../index.ts";

const provinceKey = openPeerKey(province.public);
const path = fc.webPath({ size: "small" }).map((p) => `/api/v1/peer${p.startsWith("/") ? p : `/${p}`}`);
const target = fc
  .tuple(path, fc.option(fc.webQueryParameters({ size: "small" }), { nil: undefined }))
  .map(([p, q]) => new URL(`https://shandong.example${p}${q === undefined ? "" : `?${q}`}`).href);
const content = fc.uint8Array({ minLength: 1, maxLength: 64 });
const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE");
const nonce = fc
  .uint8Array({ minLength: 16, maxLength: 32 })
  .map((b) => Buffer.from(b).toString("base64url"));

const exchange = fc.record({ uri: target, body: content, method, nonce });
type Exchange = { uri: string; body: Uint8Array; method: string; nonce: string };
const signed = ({ body, uri, method: m, nonce: n }: Exchange): HttpRequest =>
  signPeerRequest(
    { method: m, uri, body, contentType: "application/json" },
    { key: city.key, now, nonce: n },
  );

/** `text` with one character replaced by another printable one. */
const altered = (text: string, at: number, by: number): string => {
  const i = at % text.length;
  const letter = String.fromCharCode(0x21 + (by % 94));
  return text[i] === letter ? altered(text, at, by + 1) : text.slice(0, i) + letter + text.slice(i + 1);
};

describe("any signed request", () => {
  it("is accepted as it is, with its answer", () => {
    fc.assert(
      fc.property(exchange, (e) => {
        const request = signed(e);
        expect(outcome(request, e.body, now, cityKey)).toBe("accepted");
        expect(outcome(signedResponse(request), undefined, now, provinceKey)).toBe("accepted");
      }),
    );
  });

  const changes: Record<string, (e: Exchange, at: number, by: number) => [HttpRequest, Uint8Array]> = {
    "its method": (e, _at, by) => {
      const others = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "post"].filter((m) => m !== e.method);
      return [{ ...signed(e), method: others[by % others.length]! }, e.body];
    },
    "its target": (e, at, by) => [{ ...signed(e), uri: altered(e.uri, at, by) }, e.body],
    "one bit of its content": (e, at) => {
      const body = Uint8Array.from(e.body);
      body[at % body.length]! ^= 1 << (at % 8);
      return [signed(e), body];
    },
    "its content's end": (e, at) => [signed(e), e.body.subarray(0, at % e.body.length)],
    ...Object.fromEntries(
      ["content-digest", "content-type", "signature-input", "signature"].map((field) => [
        `a character of its ${field}`,
        (e: Exchange, at: number, by: number) =>
          [withField(signed(e), field, (v) => altered(v, at, by)), e.body] as [HttpRequest, Uint8Array],
      ]),
    ),
  };
  for (const [what, change] of Object.entries(changes))
    it(`is refused, with a reason, after any change of ${what}`, () => {
      fc.assert(
        fc.property(exchange, fc.nat(), fc.nat(1000), (e, at, by) => {
          const [request, body] = change(e, at, by);
          expect(outcome(request, body)).toMatch(/^(strict|field|digest|signature)\.[a-z_]+$/);
        }),
        { numRuns: 300 },
      );
    });

  it("has an answer that is refused after any change of a character of its fields, or of the request's", () => {
    fc.assert(
      fc.property(
        exchange,
        fc.constantFrom("content-digest", "signature-input", "signature"),
        fc.nat(),
        fc.nat(1000),
        (e, field, at, by) => {
          const request = signed(e);
          const response = signedResponse(request);
          const change = (v: string) => altered(v, at, by);
          expect(outcome(withField(response, field, change), undefined, now, provinceKey)).not.toBe(
            "accepted",
          );
          if (field !== "signature")
            expect(
              outcome(
                { ...response, request: withField(request, field, change) },
                undefined,
                now,
                provinceKey,
              ),
            ).toBe("signature.wrong");
        },
      ),
    );
  });
});

describe("any fields at all", () => {
  it("give a refusal with a code, never another error", () => {
    const request = signed({
      uri: "https://shandong.example/",
      body: Buffer.from("x"),
      method: "POST",
      nonce: "a".repeat(22),
    });
    const piece = fc.oneof(
      fc.constantFrom(
        "peer",
        "=",
        "(",
        ")",
        '"',
        "@method",
        ";",
        ",",
        ":",
        " ",
        "created",
        "req",
        "1",
        "?1",
        "@5",
        '%"',
        "\\",
      ),
      fc.string({ maxLength: 4 }),
    );
    const value = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.array(piece, { maxLength: 20 }).map((p) => p.join("")),
    );
    fc.assert(
      fc.property(
        value,
        value,
        fc.constantFrom("signature-input", "signature", "content-digest"),
        (a, b, field) => {
          const odd = withField(
            withField(request, field, () => a),
            "signature",
            (v) => (b.length % 2 ? b : v),
          );
          if (fieldOf(odd, field) === fieldOf(request, field)) return;
          try {
            readPeerMessage(odd, now).verify(cityKey).open(Buffer.from("x"));
            expect.unreachable("accepted");
          } catch (error) {
            expect(error).toBeInstanceOf(SignatureRefusal);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
