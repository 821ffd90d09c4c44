import { join } from "node:path";
import { openFederation } from "./federate/index.ts";
import { appendAct } from "./ledger/index.ts";
import {
  factorKeyOf,
  makeResolveCaller,
  openIdentityProvider,
  openMachineAccess,
  openSessions,
  registerParties,
} from "./parties/index.ts";
import {
  type App,
  type Clock,
  type Config,
  type Database,
  type Logger,
  type OutgoingFetch,
  openSecretKey,
  type Text,
} from "./platform/index.ts";

export interface CallersNeeds {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  /** The machine's own clock: tokens and signatures of others go by it, a demonstration's may stand elsewhere. */
  readonly machine: Clock;
  readonly log: Logger;
  readonly outgoing: OutgoingFetch;
  readonly publicUrl: string;
  readonly describeDay: (at: Date) => { readonly today: string; readonly todayText: Text };
  readonly checkpoint: () => Promise<string | null>;
}

/** Everybody who may call: staff by session, systems by bound token, other instances by signature. */
export function openCallers(needs: CallersNeeds) {
  const { config, db, clock, machine, log, outgoing, publicUrl, describeDay, checkpoint } = needs;
  const { demo, secondFactor } = config;
  const secretsDir = join(config.dataDir, "secrets");
  const secret = (name: string) => openSecretKey(join(secretsDir, name));
  const site = config.publicUrl ? { publicUrl: config.publicUrl } : {};
  const sessions = openSessions({ db, clock, demo, secondFactor });
  const acts = { db, clock, append: appendAct };
  const machines = openMachineAccess({ ...acts, wall: machine, log, publicUrl, key: secret("oauth-key") });
  const federation = openFederation({
    ...{ ...acts, wall: machine, sessions, outgoing, publicUrl, secretsDir, checkpoint },
    ...{ identity: config.instance, sm2: config.peerSm2 },
  });
  return {
    resolveCaller: makeResolveCaller({ sessions, machines, ...site }),
    jobs: [...machines.jobs, ...federation.jobs],
    register(app: App): void {
      registerParties(app, {
        ...{ ...acts, machine, sessions, machines, demo, describeDay, secondFactor, ...site },
        factorKey: factorKeyOf(secret("factor-key")),
        ...(config.oidc ? { provider: openIdentityProvider(config.oidc, publicUrl, outgoing) } : {}),
      });
      federation.register(app);
    },
  };
}
