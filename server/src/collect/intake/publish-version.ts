import { entryByCode } from "../../catalog/index.ts";
import { type Caller, elevate, isMember } from "../../platform/index.ts";
import type { Quality } from "../contract.ts";
import type { Inspection } from "../inspect/index.ts";
import type { CollectNeeds } from "../needs.ts";
import { refuse } from "../refusals.ts";
import {
  type IntakeRow,
  insertVersion,
  type KeptColumn,
  keepMapping,
  nextVersion,
  saveChange,
  type VersionRow,
} from "../store.ts";
import { parquetKey } from "./load-result.ts";
import { article, ownIntake, requireState } from "./permit.ts";
import { headerSignature } from "./propose-columns.ts";
import { steps } from "./steps.ts";

/**
 * Publishes a checked file as the next version of its entry (Arts. 12, 15): the provider's officer confirms, the
 * version is immutable, the intake is closed, the mapping is kept for the next file, and the act is on the ledger,
 * all in one transaction. Refuses where the entry is not in the catalog (409) and a version without rows (422).
 */
export async function publishVersion(
  needs: CollectNeeds,
  caller: Caller,
  id: string,
  note?: string,
): Promise<VersionRow> {
  return needs.db.acting(caller, async (tx) => {
    const intake = await ownIntake(tx, caller, id);
    requireState(intake, ["checked"], "发布 / be published");
    const entry = await entryByCode(tx, needs.organisations, intake.entry);
    if (entry?.state !== "published" || entry.provider.uscc !== intake.provider)
      throw refuse("entry_not_published", { article });
    const { manifest } = intake.result!;
    if (manifest.rows === 0) throw refuse("no_rows", { article });
    await elevate(tx);
    const at = needs.clock.now();
    const version: VersionRow = {
      entry: intake.entry,
      n: await nextVersion(tx, intake.entry),
      provider: intake.provider,
      intake: id,
      published_by: isMember(caller) ? caller.id : caller.kind,
      published_at: at,
      rows: manifest.rows,
      bytes: manifest.data.bytes,
      sha256: manifest.data.sha256,
      parquet: parquetKey(intake.result!),
      manifest: publicManifest(intake),
      source: sourceText(intake.inspection!),
      quality: withoutValues(intake.quality!),
      note: note || null,
    };
    await insertVersion(tx, version);
    await saveChange(tx, id, {
      state: "published",
      step: steps.published,
      at,
      progress: 1,
      version: version.n,
    });
    await keepMapping(tx, {
      entry: intake.entry,
      provider: intake.provider,
      signature: headerSignature(intake.inspection!.columns),
      columns: keptColumns(intake),
      confirmed_at: at,
    });
    const { n, sha256, rows } = version;
    await needs.append(tx, {
      // An intake is published once: its id is the act's, so that a version leads to its entry in the ledger.
      id: intake.id,
      act: "dataset.published",
      subject: intake.entry,
      caller,
      role: caller.kind === "machine" ? "machine" : "officer",
      article,
      at,
      content: { entry: intake.entry, version: n, sha256, rows },
    });
    return version;
  });
}

function keptColumns({ inspection, mapping }: IntakeRow): KeptColumn[] {
  return inspection!.columns.map((column) => {
    const choice = mapping!.find((m) => m.from === column.index);
    return { label: column.label, to: choice?.to ?? null, type: choice?.type, format: choice?.format };
  });
}

/** Everybody may read of a version; how its provider calls the file is the provider's own. */
function publicManifest({ result }: IntakeRow): VersionRow["manifest"] {
  const { manifest } = result!;
  return { ...manifest, source: { ...manifest.source, name: "" } };
}

/** Failing cells may hold what a person mistyped about somebody: counts are public, values are not (Art. 43). */
const withoutValues = (quality: Quality): Quality => ({
  ...quality,
  rules: quality.rules.map((rule) => ({ ...rule, sample: [] })),
});

function sourceText({ container, encoding, inside }: Inspection): string {
  const parts = [container.toUpperCase(), encoding?.name.toUpperCase(), inside && `(${inside})`];
  return parts.filter(Boolean).join(" ");
}
