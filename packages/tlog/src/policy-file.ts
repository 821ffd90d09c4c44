import { fromUtf8, parseDecimal, toBase64 } from "./bytes.ts";
import { cosignatureMlDsa44, cosignatureTypes } from "./cosignature.ts";
import { ed25519, parseVerifierKey, publicKeyOf, type SignatureType } from "./key.ts";
import type { Policy, PolicyGroup, PolicyLog, PolicyWitness } from "./policy.ts";
import { LogRefusal } from "./refusal.ts";

const maxPolicyBytes = 1 << 20;
const maxOfAKind = 256;

/** Signature types a policy's keys may have: a log's and a witness's, those of C2SP unless told otherwise. */
export type PolicyTypes = {
  readonly logs?: readonly SignatureType[];
  readonly witnesses?: readonly SignatureType[];
};

type Draft = {
  logs: PolicyLog[];
  witnesses: PolicyWitness[];
  groups: PolicyGroup[];
  quorum: string | undefined;
  /** Every name defined, and whether a group already has it as a member. */
  names: Map<string, { inGroup: boolean }>;
  /** Public keys of logs and of witnesses, to find duplicates whatever name they go by. */
  keys: Set<string>;
  types: Required<PolicyTypes>;
};

/**
 * Reads a policy file (C2SP tlog-policy). Refuses, with the line's number, anything out of form: unknown
 * keywords, names used twice or before their definition, one public key twice, a member of two groups, no or two
 * quorum lines, control characters. Of what the specification allows, not taken: octets that are not UTF-8
 * outside comments, more than 256 of a kind, more than 1 MiB.
 */
export function parsePolicy(file: Uint8Array | string, types: PolicyTypes = {}): Policy {
  const lines = splitLines(file);
  const draft: Draft = {
    logs: [],
    witnesses: [],
    groups: [],
    quorum: undefined,
    names: new Map(),
    keys: new Set(),
    types: {
      logs: types.logs ?? [ed25519, cosignatureMlDsa44],
      witnesses: types.witnesses ?? cosignatureTypes,
    },
  };
  lines.forEach((line, i) => {
    readLine(draft, line, i + 1);
  });
  const { logs, witnesses, groups, quorum } = draft;
  if (quorum === undefined) throw malformed(lines.length, "no quorum line");
  return { logs, witnesses, groups, quorum };
}

/** Writes a policy as a file. Refuses what could not be read back. */
export function formatPolicy({ logs, witnesses, groups, quorum }: Policy, types?: PolicyTypes): string {
  const place = (url?: string) => (url === undefined ? "" : ` ${url}`);
  const lines = [
    ...logs.map(({ verifierKey, url }) => `log ${verifierKey}${place(url)}`),
    ...witnesses.map(({ name, verifierKey, url }) => `witness ${name} ${verifierKey}${place(url)}`),
    ...groups.map(({ name, threshold, members }) => `group ${name} ${threshold} ${members.join(" ")}`),
    `quorum ${quorum}`,
  ];
  const text = `${lines.join("\n")}\n`;
  const { length } = splitLines(text);
  parsePolicy(text, types);
  if (length !== lines.length) throw malformed(length, "a name or URL adds lines");
  return text;
}

/** A policy that any `atLeast` of some witnesses satisfy; 0 asks for none. Keys are verifier keys in text form. */
export function thresholdPolicy(
  verifierKeys: { logs?: readonly string[]; witnesses: readonly string[] },
  atLeast: number,
  types?: PolicyTypes,
): Policy {
  const names = verifierKeys.witnesses.map((_, i) => `w${i + 1}`);
  const lines = (verifierKeys.logs ?? []).map((key) => `log ${key}`);
  lines.push(...verifierKeys.witnesses.map((key, i) => `witness ${names[i]} ${key}`));
  if (atLeast !== 0) lines.push(`group witnesses ${atLeast} ${names.join(" ")}`);
  lines.push(`quorum ${atLeast === 0 ? "none" : "witnesses"}`);
  return parsePolicy(`${lines.join("\n")}\n`, types);
}

function splitLines(file: Uint8Array | string): string[] {
  if (file.length > maxPolicyBytes) throw malformed(0, "longer than 1 MiB");
  const bytes = typeof file === "string" ? Buffer.from(file, "utf8") : Buffer.from(file);
  const lines: string[] = [];
  let from = 0;
  while (from < bytes.length) {
    const to = bytes.indexOf(0x0a, from);
    const number = lines.length + 1;
    if (to < 0) throw malformed(number, "no final newline");
    const line = bytes.subarray(from, to);
    if (line.some((byte) => byte !== 9 && (byte < 0x20 || byte === 0x7f))) {
      throw malformed(number, "control character");
    }
    // Octets of a comment are nobody's business; elsewhere names are compared as text.
    const text = fromUtf8(line) ?? (/^[ \t]*#/.test(line.toString("latin1")) ? "#" : undefined);
    if (text === undefined) throw malformed(number, "not UTF-8");
    lines.push(text);
    from = to + 1;
  }
  return lines;
}

function readLine(draft: Draft, line: string, number: number): void {
  const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== "");
  if (keyword === undefined || keyword.startsWith("#")) return;
  const refuse = (what: string) => malformed(number, what);
  if (keyword === "log") readLog(draft, items, refuse);
  else if (keyword === "witness") readWitness(draft, items, refuse);
  else if (keyword === "group") readGroup(draft, items, refuse);
  else if (keyword === "quorum") readQuorum(draft, items, refuse);
  else throw refuse("unknown keyword");
}

type Refuse = (what: string) => LogRefusal;

function readLog(draft: Draft, [verifierKey, url, ...rest]: string[], refuse: Refuse): void {
  if (verifierKey === undefined || rest.length > 0) throw refuse("not: log <vkey> [<url>]");
  if (draft.logs.length === maxOfAKind) throw refuse("too many logs");
  draft.logs.push(readKey(draft, "logs", verifierKey, url, refuse));
}

function readWitness(draft: Draft, [name, verifierKey, url, ...rest]: string[], refuse: Refuse): void {
  if (name === undefined || verifierKey === undefined || rest.length > 0) {
    throw refuse("not: witness <name> <vkey> [<url>]");
  }
  if (draft.witnesses.length === maxOfAKind) throw refuse("too many witnesses");
  define(draft, name, refuse);
  draft.witnesses.push({ name, ...readKey(draft, "witnesses", verifierKey, url, refuse) });
}

function readGroup(draft: Draft, [name, rule, ...members]: string[], refuse: Refuse): void {
  if (name === undefined || rule === undefined || members.length === 0) {
    throw refuse("not: group <name> all|any|<k> <name>...");
  }
  if (draft.groups.length === maxOfAKind) throw refuse("too many groups");
  for (const member of members) {
    const known = draft.names.get(member);
    if (!known) throw refuse("a member is not defined before");
    if (known.inGroup) throw refuse("a member is listed twice");
    known.inGroup = true;
  }
  const threshold = rule === "all" ? members.length : rule === "any" ? 1 : parseDecimal(rule);
  if (threshold === undefined || threshold < 1 || threshold > members.length) throw refuse("threshold");
  define(draft, name, refuse);
  draft.groups.push({ name, threshold, members });
}

function readQuorum(draft: Draft, [name, ...rest]: string[], refuse: Refuse): void {
  if (name === undefined || rest.length > 0) throw refuse("not: quorum <name>");
  if (draft.quorum !== undefined) throw refuse("a second quorum line");
  if (name !== "none" && !draft.names.has(name)) throw refuse("the quorum is not defined before");
  draft.quorum = name;
}

function define(draft: Draft, name: string, refuse: Refuse): void {
  if (name === "none" || draft.names.has(name)) throw refuse("the name is taken");
  draft.names.set(name, { inGroup: false });
}

function readKey(
  draft: Draft,
  kind: "logs" | "witnesses",
  verifierKey: string,
  url: string | undefined,
  refuse: Refuse,
): PolicyLog {
  const types = draft.types[kind];
  try {
    const key = `${kind} ${toBase64(publicKeyOf(verifierKey, types))}`;
    if (draft.keys.has(key)) throw refuse("the public key is there twice");
    draft.keys.add(key);
    const verifier = parseVerifierKey(verifierKey, types);
    return { verifierKey, verifier, ...(url !== undefined && { url }) };
  } catch (error) {
    if (error instanceof LogRefusal && error.code !== "policy.malformed") throw refuse(error.en);
    throw error;
  }
}

function malformed(line: number, what: string): LogRefusal {
  return new LogRefusal("policy.malformed", { line, what });
}
