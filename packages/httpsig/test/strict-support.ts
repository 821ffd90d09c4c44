import {
  type Component,
  component,
  contentDigest,
  createSignature,
  type Fields,
  type HttpMessage,
  type HttpRequest,
  type HttpResponse,
  openPeerKey,
  peerLabel,
  peerSigner,
  peerTag,
  readPeerMessage,
  signPeerRequest,
  signPeerResponse,
  type VerificationKey,
} from "../src/index.ts";

export const now = new Date("2026-11-24T02:00:00.400Z");
export const second = Math.floor(now.getTime() / 1000);
export const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
export const nonce = "AAECAwQFBgcICQoLDA0ODw";
export const city = peerSigner("ed25519", Buffer.alloc(32, 1));
export const province = peerSigner("ed25519", Buffer.alloc(32, 2));
export const cityKey = openPeerKey(city.public);

export const uri = "https://shandong.example/api/v1/peer/hello?a=1&b=2";
export const json = { body: Buffer.from('{"名":"青岛"}'), contentType: "application/json" };
export const nothing = { body: new Uint8Array() };

/** A request by the city, signed as instances do. */
export const signedRequest = (
  given: Partial<{ method: string; uri: string; at: Date }> = {},
  content: typeof json | typeof nothing = json,
) =>
  signPeerRequest(
    { method: given.method ?? "POST", uri: given.uri ?? uri, ...content },
    { key: city.key, now: given.at ?? now, nonce },
  );

/** The province's answer to a request of the city's. */
export function signedResponse(
  request: HttpRequest,
  status = 200,
  content: typeof json | typeof nothing = json,
): HttpResponse {
  const by = { key: province.key, now, nonce: "BAECAwQFBgcICQoLDA0ODw" };
  const type = "contentType" in content ? [["Content-Type", content.contentType] as const] : [];
  const fields = signPeerResponse({ status, request, ...content }, by);
  return { status, request, fields: [...type, ...Object.entries(fields)] };
}

/** Reads and verifies as the other instance does; the reason of a refusal, or "accepted". */
export function outcome(
  message: HttpMessage,
  body: Uint8Array = json.body,
  at = now,
  key: VerificationKey | undefined = cityKey,
): string {
  try {
    readPeerMessage(message, at).verify(key).open(body);
    return "accepted";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

export const fieldOf = (message: HttpMessage, name: string): string =>
  message.fields.find(([n]) => n.toLowerCase() === name)![1];

/** The message with one field's value replaced. */
export const withField = <M extends HttpMessage>(
  message: M,
  name: string,
  change: (value: string) => string,
): M => ({
  ...message,
  fields: message.fields.map(([n, v]) => [n, n.toLowerCase() === name ? change(v) : v] as const),
});

export const withoutField = <M extends HttpMessage>(message: M, name: string): M => ({
  ...message,
  fields: message.fields.filter(([n]) => n.toLowerCase() !== name),
});

export const addField = <M extends HttpMessage>(message: M, name: string, value: string): M => ({
  ...message,
  fields: [...message.fields, [name, value] as const],
});

const right = {
  components: ["@method", "@target-uri", "content-digest", "content-type"].map((n) => component(n)),
  parameters: {
    created: second,
    expires: second + 60,
    nonce,
    keyid: city.key.keyid,
    tag: peerTag,
  } as Record<string, string | number>,
};

/** A request the city really signed, but in another way than the profile's: what a careless or hostile peer sends. */
export function signedOtherwise(
  given: {
    components?: Component[];
    parameters?: Record<string, string | number>;
    /** Names of the parameters, in the order they are written. */
    order?: readonly string[];
    label?: string;
    digest?: string;
    method?: string;
    uri?: string;
    contentType?: string | null;
  } = {},
): HttpRequest {
  const fields: Fields = [
    ["content-digest", given.digest ?? contentDigest(json.body)],
    ...(given.contentType === null ? [] : [["content-type", given.contentType ?? json.contentType] as const]),
  ];
  const request = { method: given.method ?? "POST", uri: given.uri ?? uri, fields };
  const values = { ...right.parameters, ...given.parameters };
  const parameters = (given.order ?? Object.keys(values)).map((name) => [name, values[name]!] as const);
  const made = createSignature(request, {
    label: given.label ?? peerLabel,
    input: { components: given.components ?? right.components, parameters: new Map(parameters) },
    key: city.key,
  });
  return { ...request, fields: [...fields, ...Object.entries(made)] };
}
