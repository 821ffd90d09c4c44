import { describe, expect, it } from "vitest";
import {
  addField,
  city,
  cityKey,
  fieldOf,
  json,
  nothing,
  now,
  outcome,
  province,
  signedRequest,
  signedResponse,
  withField,
  withoutField,
} from "../../test/strict-support.ts";
import { contentDigest, type HttpResponse, openPeerKey, signPeerRequest } from "../index.ts";

const provinceKey = openPeerKey(province.public);
const answered = (response: HttpResponse, body: Uint8Array = json.body, key = provinceKey) =>
  outcome(response, body, now, key);

describe("the answer of an instance", () => {
  const request = signedRequest();

  it("is accepted as instances sign it: with content, without, and as a refusal", () => {
    expect(answered(signedResponse(request))).toBe("accepted");
    expect(answered(signedResponse(request, 204, nothing), nothing.body)).toBe("accepted");
    expect(answered(signedResponse(signedRequest({}, nothing), 422))).toBe("accepted");
  });

  it("covers its own status and content and all that the request's signature covers", () => {
    expect(fieldOf(signedResponse(request), "signature-input")).toContain(
      '("@status" "content-digest" "content-type" "@method";req "@target-uri";req "content-digest";req "content-type";req "signature-input";req);',
    );
  });

  it("is not an answer to another request: not even to one that says the same", () => {
    const response = signedResponse(request);
    const again = signPeerRequest(
      { method: "POST", uri: request.uri, ...json },
      { key: city.key, now, nonce: "ZZECAwQFBgcICQoLDA0ODw" },
    );
    expect(answered({ ...response, request: again })).toBe("signature.wrong");
    for (const other of [
      signedRequest({ method: "PUT" }),
      signedRequest({ uri: request.uri.replace("hello", "goodbye") }),
      withField(request, "content-digest", () => contentDigest(nothing.body)),
    ])
      expect(answered({ ...response, request: other })).toBe("signature.wrong");
    expect(answered({ ...response, request: signedRequest({}, nothing) })).toBe("strict.components");
    const { request: _none, ...alone } = response;
    expect(answered(alone)).toBe("strict.components");
  });

  it("breaks with another status, type or content, and under another instance's key", () => {
    const response = signedResponse(request);
    expect(answered({ ...response, status: 201 })).toBe("signature.wrong");
    expect(answered(withField(response, "content-type", () => "text/html"))).toBe("signature.wrong");
    expect(answered(withoutField(response, "content-type"))).toBe("strict.components");
    expect(answered(response, Buffer.from("{}"))).toBe("digest.wrong");
    expect(answered(addField(response, "Content-Encoding", "br"))).toBe("strict.encoded");
    expect(answered(response, json.body, cityKey)).toBe("strict.key_unknown");
  });

  it("is no request, and a request is no answer", () => {
    const response = signedResponse(request);
    expect(outcome({ ...request, fields: response.fields }, json.body, now, provinceKey)).toBe(
      "strict.components",
    );
    expect(outcome({ status: 200, request, fields: request.fields })).toBe("strict.components");
  });
});
