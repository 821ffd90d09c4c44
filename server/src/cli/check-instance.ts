import { existsSync } from "node:fs";
import { join } from "node:path";
import { logOrigin, procedureModules } from "../build.ts";
import { publicationsAfter } from "../collect/index.ts";
import {
  type ActSource,
  type FsckNeeds,
  type FsckReport,
  fsck,
  type PersonalFields,
  procedureSources,
} from "../ledger/index.ts";
import { type Config, ensureDatabase, openDatabase, openFiles, startEmbedded } from "../platform/index.ts";

/** Checks the ledger of the instance that a configuration describes. Changes nothing. Throws where it cannot. */
export async function checkInstance(
  config: Config,
  verifierKey: string,
  more: Pick<FsckNeeds, "previous" | "progress">,
): Promise<FsckReport> {
  if (!config.databaseUrl && !existsSync(join(config.dataDir, "postgres")))
    throw new Error(`${config.dataDir} 中没有数据库 / holds no database`);
  const embedded = config.databaseUrl ? undefined : await startEmbedded(join(config.dataDir, "postgres"));
  try {
    const db = await openDatabase(config.databaseUrl ?? (await ensureDatabase(embedded!.url, "zhanqiao")), 4);
    try {
      return await fsck({
        ...{ db, verifierKey, files: openFiles(config.filesDir), origin: logOrigin(config) },
        ...{ sources: [...procedureSources(personalFields()), publications], ...more },
      });
    } finally {
      await db.close();
    }
  } finally {
    await embedded?.stop();
  }
}

function personalFields(): PersonalFields {
  const declared = new Map(
    procedureModules().map(({ declaration }) => [declaration.name, declaration.actions]),
  );
  return (procedure, action) => declared.get(procedure)?.[action]?.personal ?? [];
}

/** Versions of datasets, each published by an act. */
const publications: ActSource = {
  after: async (tx, id, most) =>
    (await publicationsAfter(tx, id, most)).map((version) => ({
      ...{ id: version.intake, name: version.entry, case: null, at: version.published_at },
      act: "dataset.published",
      content: {
        ...{ subject: version.entry, entry: version.entry, version: version.n },
        ...{ sha256: version.sha256, rows: version.rows },
      },
    })),
};
