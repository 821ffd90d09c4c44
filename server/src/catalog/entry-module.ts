import type { Tx } from "../platform/index.ts";
import type { Done, Opened, Opening, ProcedureModule } from "../procedure/index.ts";
import type { EntryContent } from "./content.ts";
import { type EntryDocument, type EntryFacts, entryProcedure } from "./entry-procedure.ts";
import { withFixed } from "./fixed.ts";
import type { Organisations } from "./organisations.ts";
import { publishEntry } from "./publish-entry.ts";
import { refuse } from "./refusals.ts";
import type { Scheme } from "./schemes.ts";
import {
  findEntry,
  insertEntry,
  markDraft,
  nextSerial,
  onNegativeList,
  retireEntry,
  unlistNegative,
} from "./store.ts";

/** P1 with what the catalog does around it. */
export function entryModule(organisations: Organisations, scheme?: Scheme): ProcedureModule<EntryDocument> {
  return {
    declaration: entryProcedure(scheme),
    opening: (tx, given) => openEntry(tx, organisations, given),
    facts: (tx, { subject }) => factsOf(tx, subject!),
    effects: {
      draft: async (tx, done) => {
        const provider = done.parties.provider!;
        await insertEntry(tx, {
          code: done.document.code,
          provider,
          authority: done.parties.authority!,
          division: done.document.code.slice(0, 6),
          name: done.document.content.name,
          case_id: done.caseId,
          at: done.at,
        });
      },
      revise: follow,
      submit: follow,
      withdraw: follow,
      return: follow,
      discard: async (tx, done) => {
        await follow(tx, done);
        if (done.to === "discarded") await unlistNegative(tx, done.document.code, done.at);
      },
      approve: async (tx, done) => {
        const { code, content } = done.document;
        await publishEntry(tx, organisations, {
          code,
          // Share and open type follow their own procedures: what is in force now stays in force.
          content: (live) => (live ? withFixed(content, live) : content) as EntryContent,
          caseId: done.caseId,
          at: done.at,
        });
      },
      retire: async (tx, done) => {
        await retireEntry(tx, done.document.code, done.at);
        await unlistNegative(tx, done.document.code, done.at);
      },
    },
  };
}

async function openEntry(
  tx: Tx,
  organisations: Organisations,
  { caller, contents }: Opening,
): Promise<Opened<EntryDocument>> {
  if (caller.kind !== "staff") throw refuse("not_a_provider", { article: "9.2" });
  const provider = (await organisations.organisationsByUscc(tx, [caller.org])).get(caller.org);
  if (!provider || !["agency", "regulator", "authority"].includes(caller.orgKind))
    throw refuse("not_a_provider", { article: "9.2" });
  const authority = await organisations.dataAuthorityOf(tx, caller.org);
  const code = await newCode(tx, provider.division.code.slice(0, 6), provider.sector);
  return {
    parties: { provider: provider.uscc, authority: authority.uscc },
    subject: code,
    title: contents.name,
    document: { code, content: contents, live: null },
  };
}

/** A code that says where and whose it is and never changes: `370200-transport-0007`. */
async function newCode(tx: Tx, division: string, sector: string | null): Promise<string> {
  const slug = sector && /^[a-z][a-z-]{0,39}$/.test(sector) ? sector : "general";
  return `${division}-${slug}-${String(await nextSerial(tx, division, slug)).padStart(4, "0")}`;
}

// Locked: of an amendment and a change of share type at the same moment, the second sees what the first published.
async function factsOf(tx: Tx, code: string): Promise<EntryFacts> {
  const entry = await findEntry(tx, code, true);
  const live = entry?.state === "published" ? { version: entry.version!, content: entry.content! } : null;
  return { live, onNegativeList: await onNegativeList(tx, code) };
}

async function follow(tx: Tx, done: Done<EntryDocument>): Promise<void> {
  const { code, content, live } = done.document;
  if (live !== null) return;
  await markDraft(tx, code, done.to as "draft", content.name, done.at);
}
