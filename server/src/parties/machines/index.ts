import { hkdfSync } from "node:crypto";
import { fileURLToPath } from "node:url";
import {
  type App,
  type Clock,
  type Database,
  type JobHandler,
  type Logger,
  type Migrations,
  thePlatform,
} from "../../platform/index.ts";
import type { Append } from "../acting.ts";
import type { Sessions } from "../sessions.ts";
import { openAuthorizationServer } from "./authorization-server.ts";
import { lookBack, openFailures } from "./failures.ts";
import { makeNonces } from "./nonces.ts";
import { registerOauth } from "./oauth-routes.ts";
import { makeResolveMachine } from "./resolve-machine.ts";
import { registerMachines } from "./routes.ts";
import { sweep } from "./store.ts";
import { openTokens } from "./tokens.ts";

export const machinesMigrations: Migrations = {
  unit: "machines",
  dir: fileURLToPath(new URL("./sql", import.meta.url)),
};

export interface MachineNeeds {
  readonly db: Database;
  readonly clock: Clock;
  /** The machine's own clock: tokens and proofs are dated by it, wherever the platform's clock stands. */
  readonly wall: Clock;
  readonly append: Append;
  readonly log: Logger;
  /** Address that systems call, as their proofs name it. */
  readonly publicUrl: string;
  /** 32 bytes, the same in every process; nonces come from it. */
  readonly key: Uint8Array;
}

/** Access for organisations' own systems: who they are, their tokens, and the proof with every request. */
export interface MachineAccess {
  /** The system behind a request; undefined where no token is shown. */
  readonly resolve: ReturnType<typeof makeResolveMachine>;
  readonly register: (app: App, given: { sessions: Sessions }) => void;
  readonly jobs: readonly JobHandler[];
  /** To be called after every commit that ends an organisation's access. */
  readonly forget: () => void;
}

export function openMachineAccess(needs: MachineNeeds): MachineAccess {
  const { db, clock, wall, log } = needs;
  const publicUrl = needs.publicUrl.replace(/\/+$/, "");
  const issuer = `${publicUrl}/oauth`;
  const key = (use: string) => Buffer.from(hkdfSync("sha256", needs.key, "", `zhanqiao.oauth.${use}`, 32));
  const tokens = openTokens({ db, clock, wall });
  const failures = openFailures({ db, wall });
  const answer = openAuthorizationServer({
    db,
    clock,
    wall,
    failures,
    log,
    issuer,
    nonceKey: key("token-nonce"),
    cookieKey: key("cookie").toString("base64url"),
  });
  return {
    resolve: makeResolveMachine({ db, tokens, wall, publicUrl, nonces: makeNonces(key("nonce")) }),
    register: (app, { sessions }) => {
      registerMachines(app, { ...needs, sessions, tokens, issuer });
      registerOauth(app, { issuer, publicUrl, answer });
    },
    jobs: [{ name: "machines.sweep", cron: "* * * * *", work: () => sweepAll(needs) }],
    forget: tokens.forget,
  };
}

async function sweepAll({ db, wall }: Pick<MachineNeeds, "db" | "wall">): Promise<void> {
  const now = wall.now();
  const given = { now, failuresUntil: new Date(now.getTime() - lookBack) };
  while (await db.acting(thePlatform, (tx) => sweep(tx, given)));
}
