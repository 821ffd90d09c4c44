import type { Tx } from "../platform/index.ts";
import type { Done, Opened, Opening, ProcedureModule } from "../procedure/index.ts";
import { claim, entryToChange } from "./change-opening.ts";
import { withSharing } from "./fixed.ts";
import type { Organisations } from "./organisations.ts";
import { publishEntry } from "./publish-entry.ts";
import { type LiveFacts, type ShareDocument, shareProcedure, sharingOf } from "./share-procedure.ts";
import { findEntry, listNegative, releaseChange } from "./store.ts";

/** P2 with what the catalog does around it. */
export function shareModule(organisations: Organisations): ProcedureModule<ShareDocument> {
  const apply = async (tx: Tx, done: Done<ShareDocument>) => {
    const { code, to, basis, reason, mode } = done.document;
    const base = { code, caseId: done.caseId, at: done.at };
    if (to === "none") await listNegative(tx, { ...base, basis: basis!, reason: reason ?? null });
    const entry = await findEntry(tx, code);
    // An entry still in the making takes its share type from its draft; the listing is what was decided here.
    if (entry?.state !== "published") return;
    await publishEntry(tx, organisations, {
      ...base,
      content: (live) => ({
        ...withSharing(live!, sharingOf(done.document)),
        ...(mode ? { shareMode: mode } : {}),
      }),
    });
  };
  const release = (tx: Tx, done: Done<ShareDocument>) => releaseChange(tx, done.document.code, "share");
  const applyAndRelease = async (tx: Tx, done: Done<ShareDocument>) => {
    await apply(tx, done);
    await release(tx, done);
  };
  return {
    declaration: shareProcedure,
    opening: (tx, given) => openShare(tx, organisations, given),
    facts: (tx, { subject }) => liveFacts(tx, subject!),
    effects: {
      propose: (tx, done) =>
        done.to === "accepted" ? apply(tx, done) : claim(tx, done.document.code, "share", done.caseId),
      accept: applyAndRelease,
      approve: applyAndRelease,
      reject: release,
      refuse: release,
      withdraw: release,
    },
  };
}

async function openShare(
  tx: Tx,
  organisations: Organisations,
  given: Opening,
): Promise<Opened<ShareDocument>> {
  const entry = await entryToChange(tx, given, "share");
  const city = await organisations.cityAuthority(tx);
  const { to, reason, basis, mode } = given.contents;
  return {
    parties: { provider: entry.provider, authority: entry.authority, cityAuthority: city.uscc },
    subject: entry.code,
    title: entry.name,
    document: {
      code: entry.code,
      name: entry.name,
      was: entry.content?.shareType ?? null,
      to,
      ...(reason ? { reason } : {}),
      ...(basis ? { basis } : {}),
      ...(mode ? { mode } : {}),
    },
  };
}

/** What is published of an entry now; locked, so that decisions on one entry come one after the other. */
export async function liveFacts(tx: Tx, code: string): Promise<LiveFacts> {
  const entry = await findEntry(tx, code, true);
  return { live: entry?.state === "published" ? entry.content : null };
}
