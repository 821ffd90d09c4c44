import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type Calendar,
  dayOf,
  formatDay,
  type PackId,
  publishedCalendar,
  packs as rulePacks,
} from "@zhanqiao/law";
import { openCallers } from "./callers.ts";
import { catalogJobs, catalogMigrations, catalogModules, registerCatalog } from "./catalog/index.ts";
import { type CollectNeeds, collectJobs, collectMigrations, registerCollect } from "./collect/index.ts";
import { federateMigrations } from "./federate/index.ts";
import {
  appendAct,
  ledgerMigrations,
  openLedgerKeys,
  registerEvidence,
  registerLedger,
  runLedger,
} from "./ledger/index.ts";
import { datasetJobs, type OpenNeeds, openMigrations, openScans, registerOpen } from "./open/index.ts";
import {
  cityAuthority,
  dataAuthorityOf,
  machinesMigrations,
  organisationsByUscc,
  partiesMigrations,
} from "./parties/index.ts";
import { type Engine, openEngine } from "./platform/engine/index.ts";
import {
  type App,
  buildServer,
  type Clock,
  type Config,
  ConfigError,
  clockFrom,
  type Database,
  type Embedded,
  ensureDatabase,
  type Files,
  type JobHandler,
  type Logger,
  migrate,
  openDatabase,
  openFiles,
  openJobs,
  openOutgoing,
  openSecretKey,
  registerHealth,
  startEmbedded,
  systemClock,
} from "./platform/index.ts";
import {
  checkDeclaration,
  type EngineNeeds,
  escalateOverdue,
  loadCalendar,
  type ProcedureModule,
  procedureMigrations,
  registerCalendar,
  registerProcedures,
} from "./procedure/index.ts";
import { checkEntryVersion, correctionModule } from "./quality/index.ts";
import { serveConsole, servePortal } from "./web.ts";

const organisations = { organisationsByUscc, dataAuthorityOf, cityAuthority };

/** Every procedure this platform runs. */
export const procedureModules = (): ProcedureModule[] => [
  ...catalogModules(organisations),
  correctionModule(organisations),
];

/** The name the log signs as: the public address's host. */
export const logOrigin = (config: Config): string =>
  config.publicUrl ? new URL(config.publicUrl).host : "localhost/zhanqiao";

export const version = "0.1.0";

/** A platform that has been built and is not yet listening. */
export interface Built {
  readonly config: Config;
  readonly app: App;
  readonly db: Database;
  readonly files: Files;
  readonly clock: Clock;
  readonly engine: Engine;
  readonly procedures: EngineNeeds;
  readonly collect: CollectNeeds;
  /** Begins the work that goes on by itself: jobs, sequencer. */
  work(): Promise<void>;
  close(): Promise<void>;
}

/** Builds everything from a configuration: database (embedded or given), migrations, units, routes. */
export async function buildPlatform(
  config: Config,
  log: Logger,
  machine: Clock = systemClock,
): Promise<Built> {
  const clock = config.clockStart ? clockFrom(config.clockStart, machine) : machine;
  const packs = packIds(config);
  mkdirSync(config.dataDir, { recursive: true });
  const embedded = config.databaseUrl ? undefined : await startEmbedded(join(config.dataDir, "postgres"));
  try {
    return await assemble(config, packs, log, { clock, machine }, embedded);
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

async function assemble(
  config: Config,
  packs: PackId[],
  log: Logger,
  { clock, machine }: { clock: Clock; machine: Clock },
  embedded: Embedded | undefined,
): Promise<Built> {
  const url = config.databaseUrl ?? (await ensureDatabase(embedded!.url, "zhanqiao"));
  const db = await openDatabase(url);
  await migrate(db, [
    procedureMigrations,
    ledgerMigrations,
    partiesMigrations,
    machinesMigrations,
    catalogMigrations,
    collectMigrations,
    openMigrations,
    federateMigrations,
  ]);
  const files = openFiles(config.filesDir);
  const engine = await openEngine({
    dir: config.filesDir,
    cursorKey: openSecretKey(join(config.dataDir, "secrets", "cursor-key")),
  });
  const scans = openScans({ dir: config.filesDir });
  const jobs = await openJobs(url, db.role, log);
  const outgoing = openOutgoing({ allow: config.outgoingAllow });

  const origin = logOrigin(config);
  const { key, witnesses } = openLedgerKeys(config, origin);
  let calendar: Calendar = await loadCalendar(db, publishedCalendar());
  const procedures: EngineNeeds = {
    db,
    clock,
    statute: { packs, calendar: () => calendar },
    modules: procedureModules(),
    append: appendAct,
    organisations: organisationsByUscc,
    filings: config.limits.filings,
  };
  const complaints = procedures.modules.flatMap((m) => checkDeclaration(m.declaration));
  if (complaints.length) throw new Error(`declarations are broken:\n  ${complaints.join("\n  ")}`);

  const publicUrl = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const callers = openCallers({
    ...{ config, db, clock, machine, log, outgoing, publicUrl },
    describeDay: (at) => {
      const today = dayOf(at);
      const said = (language: "zh" | "en") => formatDay(today, calendar, language);
      return { today, todayText: { zh: said("zh"), en: said("en") } };
    },
    checkpoint: async () => {
      const answer = await app.inject("/checkpoint");
      return answer.statusCode === 200 ? answer.body : null;
    },
  });
  const app: App = await buildServer({
    ...{ log, version, resolveCaller: callers.resolveCaller },
    ...{ trustProxy: config.trustProxy, limits: config.limits },
    ...(config.publicUrl ? { publicUrl: config.publicUrl } : {}),
  });
  const collect: CollectNeeds = {
    db,
    clock,
    files,
    jobs,
    organisations,
    append: appendAct,
    check: checkEntryVersion,
    uploadLimit: config.uploadLimit,
  };
  const open: OpenNeeds = {
    db,
    clock,
    files,
    engine,
    scans,
    organisations,
    declarations: procedures.modules.map((m) => m.declaration),
    statute: procedures.statute,
    publicUrl,
  };
  const handlers: JobHandler[] = [
    ...catalogJobs({ db, clock, organisations }),
    ...collectJobs(collect),
    ...datasetJobs(open),
    ...callers.jobs,
    {
      name: "procedure.escalate-overdue",
      cron: "* * * * *",
      work: async () => void (await escalateOverdue(procedures)),
    },
  ];
  callers.register(app);
  registerProcedures(app, procedures);
  registerCalendar(app, procedures, (next) => {
    calendar = next;
  });
  registerLedger(app, { db, files, key, origin, witnesses });
  registerEvidence(app, { ...procedures, files, key, origin, witnesses });
  registerCatalog(app, { db, organisations });
  registerCollect(app, collect);
  registerOpen(app, open);
  registerHealth(app, db, version);
  await serveConsole(app);
  await servePortal(app, {
    publicUrl,
    clock,
    demo: config.demo,
  });
  await app.ready();

  let sequencer: { stop(): Promise<void> } | undefined;
  return {
    config,
    app,
    db,
    files,
    clock,
    engine,
    procedures,
    collect,
    work: async () => {
      sequencer = runLedger({ db, files, clock, key, origin, witnesses, fetch: outgoing }, log);
      await jobs.start(handlers);
    },
    close: async () => {
      await app.close();
      await sequencer?.stop();
      await jobs.stop();
      await outgoing.close();
      await engine.close();
      await scans.close();
      await db.close();
      await embedded?.stop();
    },
  };
}

function packIds(config: Config): PackId[] {
  return config.packs.map((id) => {
    const found = rulePacks.find((p) => p.id === id);
    if (!found)
      throw new ConfigError(
        `ZHANQIAO_PACKS: 没有规则包 / no rule pack “${id}” (${rulePacks.map((p) => p.id).join(", ")})`,
      );
    return found.id;
  });
}
