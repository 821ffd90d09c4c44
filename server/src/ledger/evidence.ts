import { setTimeout as pause } from "node:timers/promises";
import { makePack, type PackGiven, PackTooLarge } from "@zhanqiao/evidence";
import { issueReceipt, tileReader } from "@zhanqiao/tlog";
import { type Caller, elevate, type Files, type Tx, thePlatform } from "../platform/index.ts";
import { type CaseRecord, type EngineNeeds, recordFollowed, recordSeen } from "../procedure/index.ts";
import { documentOf, packPeriod, wordsOf } from "./evidence-words.ts";
import { tilesOf } from "./log-files.ts";
import { refuse } from "./refusals.ts";
import { checkpointsFor } from "./served-checkpoint.ts";
import type { SigningKey } from "./signing-key.ts";
import { entriesOfActs, readHead } from "./store.ts";
import type { Witness } from "./witness-list.ts";

export interface EvidenceNeeds extends Pick<EngineNeeds, "db" | "clock" | "modules" | "organisations"> {
  readonly files: Files;
  readonly key: SigningKey;
  readonly origin: string;
  readonly witnesses?: readonly Pick<Witness, "verifierKey">[];
}

/** A case written out as one file. */
export interface Evidence {
  readonly name: string;
  readonly zip: Uint8Array;
}

/** How long a request waits for the checkpoint that holds the latest act: 20 looks, 100 ms apart. */
const looks = 20;
const apart = 100;
const retryAfter = 2;

/**
 * The evidence pack of a case the caller may see (Art. 37): whoever sees a case sees what its acts commit to.
 * @throws Refusal 404 for a case that is not theirs to see; 503 while the latest act is in no checkpoint.
 */
export function caseEvidence(needs: EvidenceNeeds, caller: Caller, key: string): Promise<Evidence> {
  return whenPublished(() =>
    needs.db.reading(caller, async (tx) => {
      const record = await recordSeen(tx, needs, key);
      if (!record) throw refuse("case_missing");
      await elevate(tx);
      return prepare(tx, needs, record, "organisation");
    }),
  );
}

/** The pack for somebody without an account: what they wrote themselves; of the acts of others the commitments only. */
export function followedEvidence(
  needs: EvidenceNeeds,
  given: { number: string; secret: string },
): Promise<Evidence> {
  return whenPublished(() =>
    needs.db.reading(thePlatform, async (tx) => {
      const record = await recordFollowed(tx, needs, given);
      if (!record) throw refuse("case_missing");
      return prepare(tx, needs, record, "follow-up");
    }),
  );
}

/** Packs outside the transaction, as soon as every entry is in a checkpoint. */
async function whenPublished(prepared: () => Promise<PackGiven | undefined>): Promise<Evidence> {
  for (let look = 1; look <= looks; look++) {
    const given = await prepared();
    if (given) return packed(given);
    if (look < looks) await pause(apart);
  }
  throw refuse("evidence_not_yet", { retryAfter, params: { seconds: retryAfter } });
}

function packed(given: PackGiven): Evidence {
  try {
    // Numbers are ours and plain; a header is no place to rely on that.
    const name = `${given.case.replace(/[^A-Za-z0-9-]/g, "")}.zhanqiao-evidence.zip`;
    return { name, zip: makePack(given) };
  } catch (error) {
    if (error instanceof PackTooLarge) throw refuse("evidence_too_large");
    throw error;
  }
}

async function prepare(
  tx: Tx,
  needs: EvidenceNeeds,
  record: CaseRecord,
  right: "organisation" | "follow-up",
): Promise<PackGiven | undefined> {
  const { row, acts, periods, declaration } = record;
  // A period that ran out is on the record under its own id.
  const entries = await entriesOfActs(
    tx,
    [...acts, ...periods].map(({ id }) => id),
  );
  const last = Math.max(...entries.map(({ index }) => index ?? Number.POSITIVE_INFINITY));
  const checkpoints = await checkpointsFor(tx, await readHead(tx));
  const under = checkpoints.find(({ size }) => last < size);
  if (!under || entries.length < acts.length) return undefined;

  const open = new Set(acts.filter((act) => right === "organisation" || isOwn(act)).map(({ id }) => id));
  if (right === "organisation") for (const { id } of periods) open.add(id);
  const reader = tileReader(under.size, tilesOf(needs.files));
  const { key, witnesses = [] } = needs;
  const organisations = await needs.organisations(tx, organisationsIn(record));
  return {
    origin: needs.origin,
    keys: [key.verifierKey, ...(key.second ? [key.second.verifierKey] : [])],
    witnesses: witnesses.flatMap(({ verifierKey }) => verifierKey ?? []),
    ...{ case: row.number, procedure: declaration.id, right, checkpoint: under.note },
    madeAt: needs.clock.now().toISOString(),
    packed: await Promise.all(
      entries.map(async ({ act_id, index, bytes, content, salt }) => ({
        entry: bytes.toString("utf8"),
        proof: await issueReceipt(index!, under.note, reader),
        ...(content && salt && open.has(act_id) ? { content, salt: salt.toString("base64") } : {}),
      })),
    ),
    periods: periods.map(packPeriod),
    words: wordsOf(record, organisations),
    document: documentOf(record, right),
  };
}

/** What somebody without an account did themselves: the filing, for which they were given number and secret. */
const isOwn = (act: CaseRecord["acts"][number]): boolean => act.version === 1 && act.actor_kind === "anyone";

function organisationsIn({ row, acts, periods }: CaseRecord): string[] {
  const named = [
    ...Object.values(row.parties),
    ...acts.map((act) => act.actor_org),
    ...periods.map((period) => period.owed_by),
  ];
  return [...new Set(named.filter((uscc) => uscc !== null && uscc !== undefined))];
}
