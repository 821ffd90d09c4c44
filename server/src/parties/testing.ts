import type { LightMyRequestResponse } from "fastify";
import { type Logger, pino } from "pino";
import { testDatabase } from "../platform/db/testing.ts";
import {
  type App,
  buildServer,
  type Database,
  settableClock,
  systemClock,
  thePlatform,
} from "../platform/index.ts";
import type { Append, By, LedgerEntry } from "./acting.ts";
import { addPerson, type NewPerson } from "./add-person.ts";
import { createDivisions, divisionsOfCity } from "./city-divisions.ts";
import { factorKeyOf } from "./factor/sealing.ts";
import { partiesMigrations } from "./index.ts";
import { machinesMigrations, openMachineAccess } from "./machines/index.ts";
import type { IdentityProvider } from "./oidc/identity-provider.ts";
import { registerOrganisation } from "./register-organisation.ts";
import { csrfHeader, makeResolveCaller } from "./resolve-caller.ts";
import { registerParties } from "./routes.ts";
import type { SecondFactorRule } from "./session-terms.ts";
import { openSessions, type Sessions, sessionCookie } from "./sessions.ts";
import type { OrganisationRow } from "./store.ts";

const government = { holder: "government", sector: null } as const;
const city = { level: "city", division: "370200" } as const;
const shinan = { level: "district", division: "370202" } as const;

/** A small city: two authorities, agencies of both levels, a street office and a vendor. */
export const town = {
  cityAuthority: {
    ...{ uscc: "1137020000000001A7", name: "青岛市大数据局", short: "市大数据局", kind: "authority" },
    ...government,
    ...city,
  },
  shinanAuthority: {
    ...{ uscc: "1137020200000002A5", name: "市南区大数据局", short: "市南大数据局", kind: "authority" },
    ...government,
    ...shinan,
  },
  education: {
    ...{ uscc: "1137020000000003A9", name: "青岛市教育局", short: "市教育局", kind: "agency" },
    ...{ ...government, sector: "education" },
    ...city,
  },
  cityLibrary: {
    ...{ uscc: "1237020000000004A7", name: "青岛市图书馆", short: "市图书馆", kind: "agency" },
    ...{ holder: "public-institution", sector: "culture" },
    ...city,
  },
  streetOffice: {
    ...{ uscc: "1137020200000005A8", name: "香港中路街道办事处", short: "香港中路街道", kind: "agency" },
    ...government,
    ...{ level: "district", division: "370202001" },
  },
  vendor: {
    ...{ uscc: "91370202MAXX000060", name: "海信息技术有限公司", short: "海信息", kind: "vendor" },
    ...{ holder: "enterprise", sector: null },
    ...shinan,
  },
} as const satisfies Record<string, OrganisationRow>;

/** Good for a valid organisation of one's own. */
export const spareCode = "91370202MAXX000073";
export const password = "haifeng-chui-zhanqiao";

export async function fillTown(db: Database, by: By): Promise<void> {
  await db.acting(thePlatform, async (tx) => {
    await createDivisions(tx, divisionsOfCity("370200"));
    for (const organisation of Object.values(town)) await registerOrganisation(tx, organisation, by);
  });
}

/** One process of the platform on a database: server, sessions of its own. */
export async function startProcess(
  db: Database,
  given: {
    clock: ReturnType<typeof settableClock>;
    recorded: LedgerEntry[];
    demo?: boolean;
    secondFactor?: SecondFactorRule;
    provider?: IdentityProvider;
    trustProxy?: readonly string[];
    publicUrl?: string;
    log?: Logger;
    /** Where acts are recorded instead of in `recorded`. */
    append?: Append;
    /** Registers routes of another unit beside those of parties. */
    also?: (app: App, given: { db: Database; sessions: Sessions; append: Append }) => void;
  },
): Promise<App> {
  const secondFactor = given.secondFactor ?? "offered";
  const sessions = openSessions({ db, clock: given.clock, demo: given.demo ?? false, secondFactor });
  const publicUrl = given.publicUrl ? { publicUrl: given.publicUrl } : {};
  const append: Append =
    given.append ??
    (async (_tx, entry) => {
      given.recorded.push(entry);
    });
  const log = given.log ?? pino({ level: "silent" });
  const machines = openMachineAccess({
    ...{ db, clock: given.clock, wall: systemClock, append, log },
    publicUrl: given.publicUrl ?? "http://localhost",
    key: new Uint8Array(32).fill(9),
  });
  const app = await buildServer({
    log,
    resolveCaller: makeResolveCaller({ sessions, machines, ...publicUrl }),
    trustProxy: given.trustProxy ?? [],
    version: "test",
  });
  registerParties(app, {
    db,
    clock: given.clock,
    sessions,
    machines,
    append,
    demo: given.demo ?? false,
    secondFactor,
    factorKey: factorKeyOf(new Uint8Array(32).fill(7)),
    machine: given.clock,
    provider: given.provider,
    describeDay: (at) => ({ today: at.toISOString().slice(0, 10), todayText: { zh: "今天", en: "today" } }),
    ...publicUrl,
  });
  app.get("/api/v1/test-whoami", async (request) => request.caller);
  app.post("/api/v1/test-act", async (request) => request.caller);
  app.get("/api/v1/test-data", { config: { machines: "data:read" } }, async (request) => request.caller);
  given.also?.(app, { db, sessions, append });
  await app.ready();
  return app;
}

/** The town on a database of its own with one running process; `person` adds somebody whose password is known. */
export async function startTown(options: Partial<Parameters<typeof startProcess>[1]> = {}) {
  const db = await testDatabase([partiesMigrations, machinesMigrations]);
  const clock = settableClock("2026-09-28T01:00:00Z");
  const recorded: LedgerEntry[] = [];
  const by: By = {
    caller: thePlatform,
    at: clock.now(),
    append: async (_tx, entry) => {
      recorded.push(entry);
    },
  };
  await fillTown(db, by);
  const another = (more: Partial<Parameters<typeof startProcess>[1]> = {}) =>
    startProcess(db, { clock, recorded, ...options, ...more });
  const app = await another();
  return {
    db,
    clock,
    recorded,
    by,
    app,
    another,
    /** Adds a person who has replaced the first password by their own: `password`. */
    person: async (login: string, given: Partial<NewPerson> = {}) => {
      const made = await db.acting(thePlatform, (tx) =>
        addPerson(
          tx,
          {
            org: town.education.uscc,
            name: "王海",
            login,
            roles: ["officer"],
            password: "first-given-word",
            ...given,
          },
          by,
        ),
      );
      if (given.password === undefined) {
        const first = await signIn(app, login, "first-given-word");
        await first.ask("POST", "/api/v1/session/password", { current: "first-given-word", password });
      }
      return made;
    },
    close: async () => {
      await app.close();
      await db.close();
    },
  };
}

export type Ask = (
  method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT",
  url: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<LightMyRequestResponse>;

/** Signs in over HTTP; `ask` then sends cookie and anti-forgery token as our own pages do. */
export async function signIn(app: App, login: string, word = password, remoteAddress = "10.0.0.1") {
  const answer = await app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { login, password: word },
    remoteAddress,
  });
  const token = answer.cookies.find((c) => c.name === sessionCookie)?.value ?? "";
  const csrf: string = answer.json().csrf ?? "";
  return { answer, token, csrf, ask: askWith(app, token, csrf) };
}

/** Asks a process as the holder of a session. */
export const askWith =
  (app: App, token: string, csrf: string): Ask =>
  (method, url, body, headers = {}) =>
    app.inject({
      method,
      url,
      cookies: { [sessionCookie]: token },
      headers: { [csrfHeader]: csrf, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
