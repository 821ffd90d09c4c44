import { Client } from "../running.ts";
import { hostilePlaces, hostileTexts } from "./hostile-fields.ts";

/** What was written and taken: each place by the operation, or procedure and action, that took it. */
export interface Written {
  readonly places: Set<string>;
  /** Payloads by the case they were written into, or by the number of a request without an account. */
  readonly cases: Map<string, { readonly procedure: string; readonly texts: Set<string> }>;
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** A client that notes which fields took a payload, from what it sent and was answered. */
export class Writer extends Client {
  readonly written: Written;

  constructor(address: string, written: Written) {
    super(address);
    this.written = written;
  }

  override async send(...asked: Parameters<Client["send"]>): ReturnType<Client["send"]> {
    const answer = await super.send(...asked);
    const [method, path, body] = asked;
    if (answer.status >= 300) return answer;
    const { cases } = this.written;
    // An act may end the caller's sight of its case, whose procedure is known from before then.
    if (/^\/cases\/[\w-]+$/.test(path) && !cases.has(answer.body.id))
      cases.set(answer.body.id, { procedure: answer.body.procedure, texts: new Set() });
    if (typeof body !== "object" || body instanceof Uint8Array) return answer;
    const { contents, ...rest } = body as Record<string, unknown>;
    const note = (of: string, value: unknown) => {
      for (const place of hostilePlaces(value)) this.written.places.add(`${of} ${place}`);
    };
    note(`${method} ${path.replace(uuid, "{id}")}`, rest);
    if (contents === undefined) return answer;
    const [, acted, action = rest.action] = /^\/cases\/([\w-]+)\/actions\/([\w-]+)$/.exec(path) ?? [];
    // A filing without an account is answered with its number alone.
    const id: string = acted ?? answer.body.case?.id ?? answer.body.followUp.number;
    const known = cases.get(id) ?? { procedure: String(rest.procedure), texts: new Set() };
    for (const text of hostileTexts(contents)) known.texts.add(text);
    cases.set(id, known);
    note(`${known.procedure}.${action}`, contents);
    return answer;
  }
}
