import type { Tx } from "../platform/index.ts";
import type { Done, Opened, Opening, ProcedureModule } from "../procedure/index.ts";
import { claim, entryToChange } from "./change-opening.ts";
import { withOpening } from "./fixed.ts";
import { type OpenDocument, openingOf, openProcedure } from "./open-procedure.ts";
import type { Organisations } from "./organisations.ts";
import { publishEntry } from "./publish-entry.ts";
import { refuse } from "./refusals.ts";
import type { Scheme } from "./schemes.ts";
import { liveFacts } from "./share-module.ts";
import { releaseChange } from "./store.ts";

/** P12 with what the catalog does around it. */
export function openModule(organisations: Organisations, scheme?: Scheme): ProcedureModule<OpenDocument> {
  const claiming = (tx: Tx, done: Done<OpenDocument>) => claim(tx, done.document.code, "open", done.caseId);
  const release = (tx: Tx, done: Done<OpenDocument>) => releaseChange(tx, done.document.code, "open");
  return {
    declaration: openProcedure(scheme),
    opening: openOpening,
    facts: (tx, { subject }) => liveFacts(tx, subject!),
    effects: {
      propose: claiming,
      widen: claiming,
      approve: async (tx, done) => {
        await publishEntry(tx, organisations, {
          code: done.document.code,
          content: (live) => withOpening(live!, openingOf(done.document)),
          caseId: done.caseId,
          at: done.at,
        });
        await release(tx, done);
      },
      refuse: release,
      withdraw: release,
    },
  };
}

async function openOpening(tx: Tx, given: Opening): Promise<Opened<OpenDocument>> {
  const entry = await entryToChange(tx, given, "open");
  if (!entry.content) throw refuse("not_published", { article: "26.3" });
  const { to, reason, condition, basis, ground, evidence } = given.contents;
  return {
    parties: { provider: entry.provider, authority: entry.authority },
    subject: entry.code,
    title: entry.name,
    document: {
      code: entry.code,
      name: entry.name,
      was: entry.content.openType,
      to,
      reason,
      ...(condition ? { condition } : {}),
      ...(basis ? { basis } : {}),
      ...(ground ? { ground, evidence } : {}),
    },
  };
}
