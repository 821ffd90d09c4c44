import { generateKeyPairSync } from "node:crypto";
import { sm2PublicKey, sm2Verify } from "@zhanqiao/sm";
import { describe, expect, it } from "vitest";
import {
  addField,
  city,
  cityKey,
  fieldOf,
  json,
  later,
  nonce,
  nothing,
  now,
  outcome,
  province,
  second,
  signedOtherwise,
  signedRequest,
  uri,
  withField,
  withoutField,
} from "../../test/strict-support.ts";
import {
  component,
  contentDigest,
  openPeerKey,
  peerSigner,
  readPeerMessage,
  readSignatures,
  signatureBase,
  signPeerRequest,
  verificationKey,
} from "../index.ts";

const all = ["@method", "@target-uri", "content-digest", "content-type"].map((n) => component(n));

describe("a request between instances", () => {
  it("is accepted as instances sign it: with content, without, for every method", () => {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      expect(outcome(signedRequest({ method }))).toBe("accepted");
      expect(outcome(signedRequest({ method }, nothing), nothing.body)).toBe("accepted");
    }
    expect(outcome(signedOtherwise())).toBe("accepted");
  });

  it("is written in this one form", () => {
    const request = signedRequest();
    expect(fieldOf(request, "signature-input")).toBe(
      `peer=("@method" "@target-uri" "content-digest" "content-type");created=${second};expires=${second + 60};nonce="${nonce}";keyid="${city.key.keyid}";tag="zhanqiao-peer-v1"`,
    );
    expect(fieldOf(signedRequest({}, nothing), "signature-input")).toContain(
      '("@method" "@target-uri" "content-digest");',
    );
    expect(fieldOf(signedRequest({}, nothing), "content-digest")).toBe(contentDigest(new Uint8Array()));
  });

  it("tells whose key, which nonce and until when, once verified", () => {
    const claim = readPeerMessage(signedRequest(), now);
    expect(claim.keyid).toBe(city.key.keyid);
    expect(claim.verify(cityKey).open(json.body)).toEqual({
      nonce,
      created: new Date(second * 1000),
      expires: new Date((second + 60) * 1000),
    });
  });
});

describe("what its signature covers", () => {
  const covering = (...components: ReturnType<typeof component>[]) =>
    outcome(signedOtherwise({ components }));

  it("is exactly the list, in its order: nothing, less, more, twice or another order is refused", () => {
    expect(covering()).toBe("strict.components");
    for (const left of all) expect(covering(...all.filter((c) => c !== left))).toBe("strict.components");
    expect(covering(...all, component("@authority"))).toBe("strict.components");
    expect(covering(...all.toReversed())).toBe("strict.components");
    const twice = withField(signedRequest(), "signature-input", (v) =>
      v.replace('"@method"', '"@method" "@method"'),
    );
    expect(outcome(twice)).toBe("strict.components");
    expect(covering(all[0]!, all[1]!, component("content-digest", { sf: true }), all[3]!)).toBe(
      "strict.components",
    );
    expect(covering(component("@method"), component("@path"), all[2]!, all[3]!)).toBe("strict.components");
  });

  it("has the content type where there is one, so that none can be added or taken away", () => {
    expect(outcome(withoutField(signedRequest(), "content-type"))).toBe("strict.components");
    expect(outcome(addField(signedRequest({}, nothing), "Content-Type", "text/html"), nothing.body)).toBe(
      "strict.components",
    );
    expect(outcome(signedOtherwise({ contentType: null, components: all.slice(0, 3) }))).toBe("strict.type");
  });
});

describe("what its signature says of itself", () => {
  const order = ["created", "expires", "nonce", "keyid", "tag"];
  const saying = (parameters: Record<string, string | number>) => outcome(signedOtherwise({ parameters }));

  it("is all of created, expires, nonce, keyid and tag, in this order, and nothing else", () => {
    const written = (...names: string[]) =>
      outcome(signedOtherwise({ order: names, parameters: { extra: 1 } }));
    expect(written(...order)).toBe("accepted");
    for (const left of order)
      expect(written(...order.filter((n) => n !== left)), left).toBe("strict.parameters");
    expect(written(...order, "extra")).toBe("strict.parameters");
    expect(written(...order.toReversed())).toBe("strict.parameters");
    expect(saying({ created: `${second}` })).toBe("strict.parameters");
    expect(saying({ created: second + 0.5 })).toBe("strict.parameters");
    expect(saying({ keyid: 7 })).toBe("strict.parameters");
  });

  it("names the key's own algorithm or none; it chooses nothing", () => {
    const naming = (alg: string) =>
      outcome(
        signedOtherwise({
          order: ["created", "expires", "nonce", "keyid", "alg", "tag"],
          parameters: { alg },
        }),
      );
    expect(naming("ed25519")).toBe("accepted");
    for (const alg of ["hmac-sha256", "sm2-sm3", "none", ""]) expect(naming(alg)).toBe("signature.algorithm");
  });

  it("has the profile's tag, letter by letter", () => {
    for (const tag of ["zhanqiao-peer-v2", "Zhanqiao-peer-v1", "", "zhanqiao-peer-v1 "])
      expect(saying({ tag })).toBe("strict.tag");
  });

  it("has a nonce of 128 bits or more", () => {
    expect(saying({ nonce: "a".repeat(22) })).toBe("accepted");
    expect(saying({ nonce: "a".repeat(64) })).toBe("accepted");
    for (const bad of ["", "a".repeat(21), "a".repeat(65), `${"a".repeat(21)}!`, 12345])
      expect(saying({ nonce: bad })).toBe("strict.nonce");
  });

  it("is good for at most 60 seconds", () => {
    const validity = (seconds: number) => saying({ expires: second + seconds });
    expect(validity(60)).toBe("accepted");
    expect(validity(1)).toBe("accepted");
    for (const seconds of [61, 3600, 0, -1]) expect(validity(seconds)).toBe("strict.validity");
    expect(saying({ created: -1, expires: 30 })).toBe("strict.stale");
  });
});

describe("its time", () => {
  const after = (seconds: number) => outcome(signedRequest(), json.body, later(seconds));

  it("is refused a second after it has run out, and not at its last", () => {
    expect(after(60)).toBe("accepted");
    expect(after(61)).toBe("strict.stale");
    const short = signedOtherwise({ parameters: { expires: second + 10 } });
    expect(outcome(short, json.body, later(10))).toBe("accepted");
    expect(outcome(short, json.body, later(11))).toBe("strict.stale");
  });

  it("may be ahead of ours by 60 seconds, and no more", () => {
    expect(after(-60)).toBe("accepted");
    expect(after(-61)).toBe("strict.future");
  });
});

describe("the key", () => {
  it("must be known, and be the one named", () => {
    const claim = readPeerMessage(signedRequest(), now);
    expect(() => claim.verify(undefined)).toThrow(/strict.key_unknown/);
    expect(() => claim.verify(openPeerKey(province.public))).toThrow(/strict.key_unknown/);
    // Another's key, filed under this one's name.
    const impostor = { ...openPeerKey(province.public), keyid: city.key.keyid };
    expect(() => claim.verify(impostor)).toThrow(/signature.wrong/);
  });

  it("is of an algorithm of the profile", () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const p256 = verificationKey(city.key.keyid, "ecdsa-p256-sha256", publicKey);
    expect(outcome(signedRequest(), json.body, now, p256)).toBe("key.unfit");
  });

  it("is read from its one base64 form, and refused where it is no key", () => {
    const sm2 = peerSigner("sm2-sm3", Buffer.alloc(32, 3));
    for (const own of [city, sm2]) {
      const { algorithm, publicKey } = own.public;
      expect(openPeerKey(own.public).keyid).toBe(own.key.keyid);
      expect(own.key.keyid).toMatch(new RegExp(`^${algorithm}:[A-Za-z0-9_-]{43}$`));
      const other = algorithm === "ed25519" ? sm2.public.publicKey : city.public.publicKey;
      for (const bad of ["", "AAAA", publicKey.replace("=", ""), ` ${publicKey}`, `${publicKey}AAAA`, other])
        expect(() => openPeerKey({ algorithm, publicKey: bad })).toThrow(/key.unfit/);
    }
    const offTheCurve = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString("base64");
    expect(() => openPeerKey({ algorithm: "sm2-sm3", publicKey: offTheCurve })).toThrow(/key.unfit/);
    for (const algorithm of ["ed25519", "sm2-sm3"] as const)
      expect(() => peerSigner(algorithm, Buffer.alloc(31, 1))).toThrow(/key.unfit/);
  });

  it("may be one of SM2, whose signatures are over Z_A ‖ base and fall to any change as well", () => {
    const sm2 = peerSigner("sm2-sm3", Buffer.alloc(32, 3));
    const request = signPeerRequest({ method: "POST", uri, ...json }, { key: sm2.key, now, nonce });
    const key = openPeerKey(sm2.public);
    expect(outcome(request, json.body, now, key)).toBe("accepted");
    expect(outcome({ ...request, method: "PUT" }, json.body, now, key)).toBe("signature.wrong");
    expect(outcome(request, json.body, now, cityKey)).toBe("strict.key_unknown");
    // GM/T 0009's default user id, which the one-shot sign() of the runtime does not use.
    const claim = readSignatures(request).get("peer")!;
    const base = Buffer.from(signatureBase(request, claim));
    const publicKey = sm2PublicKey(Buffer.from(sm2.public.publicKey, "base64"));
    expect(sm2Verify(base, claim.value, publicKey, { userId: "1234567812345678" })).toBe(true);
    expect(sm2Verify(base, claim.value, publicKey, { userId: "" })).toBe(false);
  });
});

describe("the content", () => {
  it("must be what was signed", () => {
    expect(outcome(signedRequest(), Buffer.from("{}"))).toBe("digest.wrong");
    expect(outcome(signedRequest(), nothing.body)).toBe("digest.wrong");
    expect(outcome(signedRequest({}, nothing), json.body)).toBe("digest.wrong");
    // Digest and content both swapped: the signature is over the first digest.
    const swapped = Buffer.from('{"名":"济南"}');
    expect(
      outcome(
        withField(signedRequest(), "content-digest", () => contentDigest(swapped)),
        swapped,
      ),
    ).toBe("signature.wrong");
  });

  it("has one digest, sha-256, in one form", () => {
    const digest = (value: string) => outcome(signedOtherwise({ digest: value }));
    const right = contentDigest(json.body);
    expect(outcome(withoutField(signedRequest(), "content-digest"))).toBe("field.missing");
    expect(digest(contentDigest(json.body, ["sha-512"]))).toBe("strict.too_long");
    expect(digest("md5=:AAAA:")).toBe("strict.digest");
    expect(digest("sha-512=:AAAA:")).toBe("strict.digest");
    expect(digest(`${right}, md5=:AAAA:`)).toBe("strict.digest");
    expect(digest(`md5=:AAAA:, ${right}`)).toBe("strict.digest");
    expect(digest(`sha-256=:AAAA:, ${right}`)).toBe("strict.form");
    expect(digest(`${right}, ${right}`)).toBe("strict.too_long");
    expect(digest(`${right};a`)).toBe("strict.form");
    expect(digest(`${right} x`)).toBe("field.malformed");
    expect(digest("sha-256=:AAAA:")).toBe("strict.form");
    expect(digest("sha-256")).toBe("strict.form");
    // The last letter of base64 has bits that say nothing.
    expect(digest(right.replace(/(.)=:$/, (_all, c) => `${next(c)}=:`))).toBe("digest.wrong");
  });

  it("is not encoded, and no field comes after it", () => {
    expect(outcome(addField(signedRequest(), "Content-Encoding", "gzip"))).toBe("strict.encoded");
    expect(outcome({ ...signedRequest(), trailers: [["Content-Digest", "x"]] })).toBe("strict.encoded");
  });
});

describe("the two signature fields", () => {
  const input = (change: (v: string) => string) =>
    outcome(withField(signedRequest(), "signature-input", change));
  const value = (change: (v: string) => string) => outcome(withField(signedRequest(), "signature", change));

  it("are both there, once each", () => {
    for (const name of ["signature", "signature-input"])
      expect(outcome(withoutField(signedRequest(), name))).toBe("field.missing");
    for (const name of ["signature", "signature-input", "content-digest", "content-type"])
      expect(outcome(addField(signedRequest(), name.toUpperCase(), fieldOf(signedRequest(), name)))).toBe(
        "strict.repeated",
      );
  });

  it("hold one signature, labelled peer: not two, with one of them bad or both good", () => {
    const request = signedRequest();
    const two = (label: string, given: string) => {
      const more = (name: string, v: string) => withField(request, name, (old) => `${old}, ${label}=${v}`);
      const found = fieldOf(request, "signature-input").slice("peer=".length);
      return outcome({
        ...request,
        fields: [
          ...request.fields.filter(([n]) => !n.startsWith("signature")),
          ["signature-input", fieldOf(more("signature-input", found), "signature-input")],
          ["signature", fieldOf(more("signature", given), "signature")],
        ],
      });
    };
    const good = fieldOf(request, "signature").slice("peer=".length);
    expect(two("b", ":AAAA:")).toBe("strict.label");
    expect(two("b", good)).toBe("strict.label");
    expect(two("peer", ":AAAA:")).toBe("signature.labels");
    expect(outcome(signedOtherwise({ label: "sig1" }))).toBe("strict.label");
    expect(outcome(signedOtherwise({ label: "b", components: [] }))).toBe("strict.label");
  });

  it("are written in one form: no spaces, repeats, escapes or anything after the end", () => {
    expect(input((v) => v.replace("=(", "= ("))).toBe("field.malformed");
    expect(input((v) => v.replace("(", "( "))).toBe("strict.form");
    expect(input((v) => v.replace('" "', '"  "'))).toBe("strict.form");
    expect(input((v) => v.replace(";nonce", "; nonce"))).toBe("strict.form");
    expect(input((v) => v.replace(";expires", `;created=${second};expires`))).toBe("strict.form");
    expect(input((v) => v.replace(";nonce=", ';nonce="x";nonce='))).toBe("strict.form");
    expect(input((v) => v.replace("=1", "=01"))).toBe("strict.form");
    expect(input((v) => `${v},`)).toBe("field.malformed");
    expect(input((v) => `${v} x`)).toBe("field.malformed");
    expect(input((v) => `${v};`)).toBe("field.malformed");
    expect(value((v) => `${v};a=1`)).toBe("strict.form");
    expect(value((v) => `${v}x`)).toBe("field.malformed");
    expect(value((v) => v.replace("==:", ":"))).toMatch(/strict.form|field.malformed/);
    expect(value(() => "peer=::")).toBe("signature.wrong");
    expect(value(() => 'peer="AAAA"')).toBe("signature.labels");
    // The last letter of base64 has bits that say nothing; changed, the same bytes come out.
    expect(value((v) => v.replace(/(.)==:$/, (_all, c) => `${c === "A" ? "B" : next(c)}==:`))).toBe(
      "strict.form",
    );
  });

  it("are ASCII on one line", () => {
    for (const odd of ["é", "中", "\u0000", "\t", "\r\n ", "\n", "\u007f"]) {
      expect(
        input((v) => v.replace(";tag", `${odd};tag`)),
        JSON.stringify(odd),
      ).toBe("field.not_ascii");
      expect(value((v) => `${v}${odd}`)).toBe("field.not_ascii");
    }
    expect(outcome(signedOtherwise({ contentType: "text/plain; charset=\tutf-8" }))).toBe("field.not_ascii");
  });

  it("are no longer than their bounds, to the byte", () => {
    const typed = (bytes: number) => outcome(signedOtherwise({ contentType: `a/${"b".repeat(bytes - 2)}` }));
    expect([typed(128), typed(129)]).toEqual(["accepted", "strict.too_long"]);
    const aimed = (bytes: number) => outcome(signedRequest({ uri: uri + "a".repeat(bytes - uri.length) }));
    expect([aimed(2048), aimed(2049)]).toEqual(["accepted", "strict.too_long"]);
  });

  it("are not parsed when huge", () => {
    const began = performance.now();
    expect(input((v) => v + " ".repeat(5_000_000))).toBe("strict.too_long");
    expect(input(() => `peer=(${'"a" '.repeat(1_000_000)})`)).toBe("strict.too_long");
    expect(value(() => `peer=:${"A".repeat(5_000_000)}:`)).toBe("strict.too_long");
    expect(outcome(signedOtherwise({ contentType: `a/${"b".repeat(200)}` }))).toBe("strict.too_long");
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe("method and target", () => {
  const arriving = (change: Partial<{ method: string; uri: string }>) =>
    outcome({ ...signedRequest(), ...change });

  it("must be those that were signed: another host, scheme, path, order of the query or spelling of it breaks it", () => {
    for (const other of [
      uri.replace("shandong", "qingdao"),
      uri.replace("https:", "http:"),
      uri.replace("example/", "example:8443/"),
      uri.replace("hello", "hello/"),
      uri.replace("hello", "%68ello"),
      uri.replace("/peer/", "//peer/"),
      uri.replace("a=1&b=2", "b=2&a=1"),
      uri.replace("a=1", "a=%31"),
      uri.replace("?a=1&b=2", ""),
      uri.replace("?a=1&b=2", "?"),
    ])
      expect(arriving({ uri: other }), other).toBe("signature.wrong");
    expect(arriving({ method: "PUT" })).toBe("signature.wrong");
  });

  it("are in their one form: what a parser would rewrite is refused, even well signed", () => {
    for (const odd of [
      uri.replace("hello", "../peer/hello"),
      uri.replace("hello", "%2e%2e/hello"),
      uri.replace("hello", "./hello"),
      uri.replace("shandong", "SHANDONG"),
      uri.replace(".example/", ".example:443/"),
      `${uri}#part`,
      `${uri}#`,
      uri.replace("https://", "https://user:word@"),
      uri.replace("https:", "ftp:"),
      uri.replace("a=1", "a=ü"),
      uri.replace("/peer/", "\\peer\\"),
      "https://shandong.example",
    ])
      expect(outcome(signedSomehow(odd)), odd).toBe("strict.target");
    expect(outcome(signedSomehow("/api/v1/peer/hello"))).toBe("strict.target");
    expect(outcome(signedSomehow(`${uri}${"a".repeat(2048)}`))).toBe("strict.too_long");
  });

  it("are of a method in capitals that the profile has", () => {
    for (const method of ["post", "Post", "HEAD", "OPTIONS", "CONNECT", "TRACE", "FOO", ""])
      expect(outcome(signedOtherwise({ method })), method).toBe("strict.method");
  });

  // Signed where the core can sign it; else the target alone must be enough to refuse it.
  function signedSomehow(odd: string) {
    try {
      return signedOtherwise({ uri: odd });
    } catch {
      return { ...signedRequest(), uri: odd };
    }
  }
});

const next = (letter: string): string => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return letters[letters.indexOf(letter) + 1]!;
};
