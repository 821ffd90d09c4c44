import { sm2NoteSignature, sm2NoteSigner, sm2PrivateKey, sm2PublicBytes, sm2PublicKey } from "@zhanqiao/sm";
import {
  commit,
  cosign,
  cosignatureEd25519,
  encodeEntry,
  formatVerifierKey,
  issueReceipt,
  keyPairFromSeed,
  leafHash,
  memoryReader,
  parseCosignerKey,
  parseNote,
  parseSignerKey,
  signCheckpoint,
  treeRoot,
} from "@zhanqiao/tlog";
import { logKey, makePack, type PackGiven, readZip, verifyPack, witnessKey, writeZip } from "../src/index.ts";

export const origin = "log.example/evidence";
const seed = (n: number) => new Uint8Array(32).fill(n);
export const keys = keyPairFromSeed(origin, seed(1));
export const otherKeys = keyPairFromSeed(origin, seed(2));
export const witness = keyPairFromSeed("w.example", seed(3), cosignatureEd25519);
const sm2 = sm2PrivateKey(seed(4));
export const sm2Key = formatVerifierKey(origin, sm2PublicBytes(sm2PublicKey(sm2)), sm2NoteSignature);

export const number = "JH-2026-00012";
const provider = "11370200MB2857123X";
export const secretWords = "停车场名称有误";

interface Done {
  readonly act: string;
  readonly at: string;
  readonly article?: string;
  readonly content: Record<string, unknown>;
}

const step = (version: number, from: string, to: string, contents: object) => ({
  ...{ subject: number, case: number, version, from, to, contents },
});

/** A correction request filed on Monday 9 March 2026 and answered on the Wednesday; an extension between. */
export const history: readonly Done[] = [
  {
    act: "correction.file",
    at: "2026-03-09T02:00:00.000Z",
    content: step(1, "none", "checking", { to: "agency" }),
  },
  {
    act: "correction.note",
    at: "2026-03-10T01:00:00.000Z",
    content: step(2, "checking", "checking", { note: "已派人核实 <b>" }),
  },
  {
    act: "correction.correct",
    at: "2026-03-11T02:30:00.000Z",
    content: step(3, "checking", "corrected", { outcome: secretWords }),
  },
];

/** What makes a pack of these acts, in a log with other cases' entries around them. */
export async function givenOf(
  acts: readonly Done[] = history,
  more: Partial<PackGiven> & { signer?: string; around?: number } = {},
): Promise<PackGiven> {
  const { signer = keys.signerKey, around = 5, ...said } = more;
  const entryOf = (done: Done, i: number, salt: Uint8Array, of = number) =>
    encodeEntry({
      ...{ v: 1, act: done.act, procedure: done.act.startsWith("period.") ? "platform" : "P10", case: of },
      actor: i === 0 ? { role: "anyone", org: "anyone" } : { id: "p-1", role: "officer", org: provider },
      ...{ article: done.article ?? "17.2", instrument: "qingdao-299", at: done.at },
      commitment: commit(done.content, salt),
    });
  const salts = acts.map((_, i) => seed(100 + i));
  const entries = acts.map((done, i) => entryOf(done, i, salts[i]!));
  const others = Array.from({ length: around }, (_, i) =>
    entryOf(acts[0]!, i, seed(50 + i), "JH-2026-00099"),
  );
  const log = [...others, ...entries.flatMap((one, i) => (i === 1 ? [others[0]!, one] : [one])), others[1]!];
  const reader = memoryReader(log.map(leafHash));
  const note = await signCheckpoint(
    { origin, size: log.length, root: await treeRoot(log.length, reader), extensions: [] },
    [parseSignerKey(signer), sm2NoteSigner(origin, sm2)],
  );
  const checkpoint = note + cosign(parseNote(note).text, parseCosignerKey(witness.signerKey), 1_773_300_000);
  const packed = await Promise.all(
    acts.map(async (done, i) => ({
      entry: new TextDecoder().decode(entries[i]),
      proof: await issueReceipt(log.indexOf(entries[i]!), checkpoint, reader),
      content: done.content,
      salt: Buffer.from(salts[i]!).toString("base64"),
    })),
  );
  return {
    ...{ origin, keys: [keys.verifierKey, sm2Key], witnesses: [witness.verifierKey] },
    ...{ case: number, procedure: "P10", madeAt: "2026-03-12T00:00:00.000Z", right: "organisation" },
    ...{ checkpoint, packed, periods: [period], words },
    document: { dataset: "csgl/parking", found: "写错了 <script>alert(1)</script>" },
    ...said,
  };
}

export const period: PackGiven["periods"][number] = {
  ...{ name: "answer", rule: "correction.by-agency", pack: "qingdao-299", article: "17.2" },
  ...{ unit: "working-day", owedBy: provider, days: 5, trigger: "2026-03-09T02:00:00.000Z" },
  ...{ from: "2026-03-09", until: null, due: "2026-03-16", dueAt: "2026-03-16T16:00:00.000Z" },
  ...{ provisional: false, extensions: [], endedAt: "2026-03-11T02:30:00.000Z", outcome: "met" },
};

const words: PackGiven["words"] = {
  title: "公共停车场信息校核",
  procedure: { zh: "校核申请", en: "Correction request" },
  acts: { "correction.file": { zh: "提出校核申请", en: "Ask for a correction" } },
  states: { checking: { zh: "校核中", en: "being checked" } },
  organisations: { [provider]: "市城管局" },
  fields: { outcome: { zh: "校核结果", en: "Outcome" } },
};

export const pack = async (...given: Parameters<typeof givenOf>) => makePack(await givenOf(...given));

/** The pack with files changed (a text, bytes, or undefined to leave one out) or added. */
export function forged(
  bytes: Uint8Array,
  changes: Readonly<Record<string, string | Uint8Array | undefined | ((text: string) => string)>>,
): Uint8Array {
  const files = readZip(bytes);
  const made = new Map<string, Uint8Array>(files);
  for (const [name, change] of Object.entries(changes)) {
    const before = new TextDecoder().decode(files.get(name));
    const after = typeof change === "function" ? change(before) : change;
    if (typeof change === "function" && after === before) throw new Error(`nothing to change in ${name}`);
    if (after === undefined) made.delete(name);
    else made.set(name, typeof after === "string" ? new TextEncoder().encode(after) : after);
  }
  return writeZip([...made]);
}

/** What a reader of the made case trusts: the log by both keys, and its witness. */
export const trusted = {
  keys: [logKey(keys.verifierKey), logKey(sm2Key)],
  witnesses: [witnessKey(witness.verifierKey)],
};
/** Somebody who was given no key. */
export const own = { keys: [], witnesses: [] };
/** The codes of what is found wrong with a pack. */
export const codes = (bytes: Uint8Array, given: Parameters<typeof verifyPack>[1] = trusted) =>
  verifyPack(bytes, given).findings.map((one) => one.code);
export const changed = (from: string, to: string) => (text: string) => text.replace(from, to);
