import { type App, anyone, type Clock, type Database, type Text, thePlatform } from "../platform/index.ts";
import type { Append } from "./acting.ts";
import * as contract from "./contract.ts";
import { demoAccounts } from "./demo-accounts.ts";
import { registerFactor } from "./factor/routes.ts";
import type { FactorKey } from "./factor/sealing.ts";
import type { MachineAccess } from "./machines/index.ts";
import type { IdentityProvider } from "./oidc/identity-provider.ts";
import { registerOidc } from "./oidc/routes.ts";
import { allDivisions, findOrganisations, organisation } from "./organisations.ts";
import { registerAdministration } from "./people-routes.ts";
import { refuse } from "./refusals.ts";
import { registerSessions } from "./session-routes.ts";
import type { SecondFactorRule } from "./session-terms.ts";
import type { Sessions } from "./sessions.ts";

/** What the unit asks of the rest of the house. */
export interface PartiesNeeds {
  readonly db: Database;
  readonly clock: Clock;
  /** The same look-up that `makeResolveCaller` was given, so that an end holds at once. */
  readonly sessions: Sessions;
  readonly machines?: MachineAccess;
  readonly append: Append;
  /** Opens `/demo-accounts` and lets demo accounts sign in. */
  readonly demo: boolean;
  /** The day of an instant in Asia/Shanghai and how it is written where a deadline is meant. */
  readonly describeDay: (at: Date) => { readonly today: string; readonly todayText: Text };
  readonly publicUrl?: string;
  /** Who must have a second factor, and the key their secrets are sealed with. */
  readonly secondFactor: SecondFactorRule;
  readonly factorKey: FactorKey;
  /** The machine's own time, which authenticator apps know; `clock` may be a demonstration's. */
  readonly machine: Clock;
  /** The identity provider of staff (统一身份认证), where one is configured. */
  readonly provider?: IdentityProvider | undefined;
}

/** Sessions, organisations, divisions and people over HTTP. */
export function registerParties(app: App, needs: PartiesNeeds): void {
  registerSessions(app, needs);
  registerFactor(app, needs);
  registerOidc(app, needs);
  registerOrganisations(app, needs);
  registerAdministration(app, needs);
  needs.machines?.register(app, needs);
  // Outside demo mode the address does not exist: the general 404 answers.
  if (needs.demo)
    app.get(
      "/api/v1/demo-accounts",
      {
        schema: {
          tags: ["parties"],
          summary: "演示账号 / demo accounts",
          response: { 200: contract.demoAccounts },
        },
      },
      () => needs.db.reading(thePlatform, demoAccounts),
    );
}

function registerOrganisations(app: App, { db }: PartiesNeeds): void {
  const tags = ["parties"];
  app.get(
    "/api/v1/organisations",
    {
      schema: {
        tags,
        summary: "机构 / organisations",
        querystring: contract.organisationsQuery,
        response: { 200: contract.organisations },
      },
    },
    ({ query }) => db.reading(anyone, (tx) => findOrganisations(tx, query)),
  );

  app.get(
    "/api/v1/organisations/:uscc",
    {
      schema: {
        tags,
        summary: "一个机构 / one organisation",
        params: contract.organisationParams,
        response: { 200: contract.org },
      },
    },
    async ({ params }) => {
      const found = await db.reading(anyone, (tx) => organisation(tx, params.uscc));
      if (!found) throw refuse("organisation_unknown");
      return found;
    },
  );

  app.get(
    "/api/v1/divisions",
    { schema: { tags, summary: "行政区划 / divisions", response: { 200: contract.divisions } } },
    async () => ({ items: await db.reading(anyone, allDivisions) }),
  );
}
