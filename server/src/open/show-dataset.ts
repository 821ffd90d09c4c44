import { type Version, versionsOf } from "../collect/index.ts";
import { anyone, type Text, thePlatform } from "../platform/index.ts";
import { correctionCounts } from "../quality/index.ts";
import { citation } from "./citation.ts";
import type { DatasetView } from "./contract.ts";
import { downloadFormats, fitsSheet } from "./download-formats.ts";
import { exportKey } from "./export-version.ts";
import type { Datasets, OpenDataset, OpenVersion } from "./find-dataset.ts";
import { historyOf } from "./history.ts";
import type { OpenNeeds } from "./needs.ts";
import type { ColumnProfile } from "./profile-columns.ts";
import { profileVersion } from "./profile-version.ts";
import { exportsOf } from "./store.ts";
import { timeliness } from "./timeliness.ts";

/** Under which terms it is open: the law's own, by open type (Arts. 26, 30). */
const licences: Record<"unconditional" | "conditional", { id: string; title: Text; href: string }> = {
  unconditional: {
    id: "qingdao-299-unconditional",
    title: {
      zh: "无条件开放：任何人可直接获取和使用",
      en: "Open unconditionally: anybody may take and use it",
    },
    href: "/law/26",
  },
  conditional: {
    id: "qingdao-299-conditional",
    title: { zh: "有条件开放：按开放条件申请使用", en: "Open on conditions: apply under the conditions" },
    href: "/law/26",
  },
};

/**
 * A dataset's page: what the catalog says of it, what its data holds, how it got here (Arts. 9, 28–30). Of data that
 * is open on conditions it tells columns and versions, no values.
 */
export async function showDataset(needs: OpenNeeds, datasets: Datasets, code: string): Promise<DatasetView> {
  const { entry, current } = await datasets.find(code);
  const open = entry.openType === "unconditional";
  const profiles = current && open ? await profileVersion(needs, current) : undefined;
  const versions = await needs.db.reading(anyone, (tx) => versionsOf(tx, code));
  const more = await needs.db.reading(thePlatform, async (tx) => {
    const history = await historyOf(tx, { code, versions, declarations: needs.declarations });
    const exports = current ? await exportsOf(tx, code, current.version.n) : [];
    const usccs = [
      ...new Set([entry.provider.uscc, ...history.flatMap((act) => (act.org ? [act.org] : []))]),
    ];
    const orgs = await needs.organisations.organisationsByUscc(tx, usccs);
    return { history, exports, orgs, corrections: await correctionCounts(tx, code) };
  });
  const made = new Map(more.exports.map((e) => [e.key, e.bytes]));
  const columns = (data: OpenVersion) =>
    data.visible.map(({ name, label, type, unit, semantic }) => ({
      name,
      label,
      type,
      ...(unit ? { unit } : {}),
      ...(semantic ? { semantic } : {}),
      ...(profiles?.has(name) ? factsOf(profiles.get(name)!) : {}),
    }));
  const sizeOf = (data: OpenVersion, format: (typeof downloadFormats)[number]) =>
    format === "parquet" && data.hidden.length === 0 ? data.version.bytes : made.get(exportKey(data, format));

  // An organisation may have been renamed since the entry was remembered.
  const { uscc } = entry.provider;
  const provider = { uscc, name: more.orgs.get(uscc)?.name ?? entry.provider.name };

  return {
    entry: { ...entry, provider },
    licence: licences[open ? "unconditional" : "conditional"],
    ...(current
      ? {
          current: {
            version: current.version.n,
            publishedAt: current.version.published_at.toISOString(),
            rows: current.version.rows,
            columns: columns(current),
            quality: current.version.quality,
            sha256: current.version.sha256,
          },
        }
      : {}),
    versions: versions.map(versionRef),
    downloads: canTake({ entry, ...(current ? { current } : {}) })
      ? downloadFormats
          .filter((format) => format !== "xlsx" || fits(current!))
          .map((format) => {
            const bytes = sizeOf(current!, format);
            return {
              format,
              href: `/api/v1/datasets/${encodeURIComponent(code)}/download?format=${format}`,
              ...(bytes === undefined ? {} : { bytes }),
            };
          })
      : [],
    timeliness: timeliness(entry.updateCycle, current?.version.published_at, needs.clock.now()),
    history: more.history.map((act) => ({
      title: act.title,
      at: act.at.toISOString(),
      article: act.article,
      ...(act.org ? { org: { uscc: act.org, name: more.orgs.get(act.org)?.name ?? act.org } } : {}),
      ...(act.index === undefined ? {} : { entry: act.index }),
    })),
    citation: citation({
      code,
      name: entry.name,
      provider: provider.name,
      ...(needs.publicUrl ? { publicUrl: needs.publicUrl } : {}),
      ...(current
        ? {
            version: {
              n: current.version.n,
              publishedAt: current.version.published_at,
              sha256: current.version.sha256,
            },
          }
        : {}),
    }),
    corrections: more.corrections,
  };
}

const fits = ({ version, visible }: OpenVersion) => fitsSheet(version.rows, visible.length);

const canTake = ({ entry, current }: OpenDataset) =>
  entry.openType === "unconditional" && current !== undefined && current.visible.length > 0;

const factsOf = ({ samples, histogram, ...facts }: ColumnProfile) => ({
  ...facts,
  samples: [...samples],
  ...(histogram ? { histogram: histogram.map((bar) => ({ ...bar })) } : {}),
});

const versionRef = (v: Version) => ({
  version: v.n,
  publishedAt: v.published_at.toISOString(),
  rows: v.rows,
  bytes: v.bytes,
  sha256: v.sha256,
  source: v.source,
});
