import type { Component } from "./component.ts";
import { type HttpMessage, type HttpRequest, isRequest } from "./message.ts";
import { SignatureRefusal } from "./refusal.ts";

/** The value of a derived component (RFC 9421 §2.2). Percent-encoding is left as it stands. */
export function derivedValue(c: Component, message: HttpMessage): string {
  const derive = derivations[c.name];
  if (c.name === "@status") {
    if (isRequest(message)) throw new SignatureRefusal("component.not_here", { component: c.name });
    return String(message.status);
  }
  if (!derive) throw new SignatureRefusal("component.unknown", { component: c.name });
  if (!isRequest(message)) throw new SignatureRefusal("component.not_here", { component: c.name });
  return derive(message, c);
}

const derivations: Readonly<Record<string, (request: HttpRequest, c: Component) => string>> = {
  "@method": ({ method }) => method,
  "@target-uri": ({ uri }) => {
    partsOf(uri);
    return uri;
  },
  "@authority": ({ uri }) => new URL(partsOf(uri).whole).host,
  "@scheme": ({ uri }) => partsOf(uri).scheme.toLowerCase(),
  "@request-target": ({ uri, requestTarget }) => {
    const { path, query } = partsOf(uri);
    return requestTarget ?? path + query;
  },
  "@path": ({ uri }) => partsOf(uri).path,
  "@query": ({ uri }) => partsOf(uri).query || "?",
  "@query-param": ({ uri }, c) => {
    const parameters = new URLSearchParams(partsOf(uri).query);
    const wanted = c.parameters.get("name");
    const values = [...parameters].filter(([name]) => formEncoded(name) === wanted);
    // A name that occurs twice cannot be signed alone: which one a reader takes is anybody's guess.
    if (values.length !== 1) throw new SignatureRefusal("component.absent", { component: c.name });
    return formEncoded(values[0]![1]);
  },
};

// Not by URL: it would resolve dot segments and change percent-encoding, and the octets as sent are what counts.
function partsOf(uri: string) {
  const m = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]+)([^?#]*)(\?[^#]*)?$/.exec(uri);
  if (!m || !URL.canParse(uri)) throw new SignatureRefusal("message.uri");
  return { whole: uri, scheme: m[1]!, path: m[3] || "/", query: m[4] ?? "" };
}

// The application/x-www-form-urlencoded percent-encode set with %20 for a space (RFC 9421 §2.2.8).
const formEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
