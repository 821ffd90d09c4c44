import { entryByCode, type Organisations } from "../catalog/index.ts";
import type { Tx } from "../platform/index.ts";
import type { Opened, Opening, ProcedureModule } from "../procedure/index.ts";
import type { Filed, Lodged } from "./correction-contents.ts";
import {
  type CorrectionDocument,
  type CorrectionFacts,
  correctionProcedure,
} from "./correction-procedure.ts";
import { refuse } from "./refusals.ts";

/** P10 for the engine's registry. The subject of a request is the code of a published catalog entry. */
export function correctionModule(organisations: Organisations): ProcedureModule<CorrectionDocument> {
  return {
    declaration: correctionProcedure,
    opening: (tx, given) => openCorrection(tx, organisations, given),
    facts: async (tx, { subject, document }): Promise<CorrectionFacts> => ({
      personal: await touchesPersonal(tx, organisations, subject ?? document.dataset, document.column),
    }),
  };
}

async function openCorrection(
  tx: Tx,
  organisations: Organisations,
  given: Opening,
): Promise<Opened<CorrectionDocument>> {
  const entry = given.subject ? await entryByCode(tx, organisations, given.subject) : undefined;
  if (entry?.state !== "published") throw refuse("dataset_missing", { article: "17.1" });
  const provider = entry.provider.uscc;
  const authority = (await organisations.dataAuthorityOf(tx, provider)).uscc;
  const { caller } = given;
  const asks = caller.kind === "staff" && caller.org !== provider && caller.org !== authority;
  const { to = "authority", ...request } = given.contents as Lodged & Partial<Pick<Filed, "to">>;
  const item = entry.items.find((i) => i.column === request.column || i.name === request.column);
  return {
    parties: { provider, authority, ...(asks ? { requester: caller.org } : {}) },
    subject: entry.code,
    title: entry.name,
    document: {
      dataset: entry.code,
      datasetTitle: entry.name,
      to,
      ...request,
      ...(item ? { columnLabel: item.name } : {}),
    } as CorrectionDocument,
  };
}

/** Of the column named; where none is, or one the catalog does not know, of any: better one check too many. */
async function touchesPersonal(
  tx: Tx,
  organisations: Organisations,
  code: string,
  column: string | undefined,
): Promise<boolean> {
  const entry = await entryByCode(tx, organisations, code);
  if (!entry) return true;
  const named = entry.items.filter((i) => i.column === column || i.name === column);
  return (named.length ? named : entry.items).some((i) => i.personal);
}
