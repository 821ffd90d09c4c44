import { sql } from "kysely";
import { type Tx, thePlatform } from "../../platform/index.ts";
import { record } from "../acting.ts";
import { revokeSessionsBegunWith } from "../session-store.ts";
import type { JourneyNeeds } from "./journey.ts";

/**
 * Ends the sessions that the identity provider says are over (OpenID Connect Back-Channel Logout 1.0): those of
 * one of its sessions, or all of a subject. A token that does not hold is refused; one that means nobody here is
 * answered alike.
 */
export async function endByProvider(
  { db, clock, append, provider, sessions }: JourneyNeeds,
  logoutToken: string,
): Promise<void> {
  const said = await provider.readLogout(logoutToken);
  const at = clock.now();
  await db.acting(thePlatform, async (tx) => {
    for (const { id, person } of await meant(tx, provider.issuer, said)) {
      const idpSession = said.session === undefined ? {} : { idpSession: said.session };
      const ended = await revokeSessionsBegunWith(tx, { identity: id, at, ...idpSession });
      if (ended === 0) continue;
      const entry = { act: "parties.end-sessions", article: "43", subject: person };
      await record(tx, { caller: thePlatform, at, append }, { ...entry, content: { sessions: ended } });
    }
  });
  sessions.forget();
}

async function meant(tx: Tx, issuer: string, said: { subject?: string; session?: string }) {
  const found = await sql<{ id: string; person: string }>`select i.id, i.person from parties.identity i
    where i.issuer = ${issuer} and ${
      said.subject === undefined
        ? sql`exists (select 1 from parties.session s where s.identity = i.id and s.idp_session = ${said.session})`
        : sql`i.subject = ${said.subject}`
    }`.execute(tx);
  return found.rows;
}
