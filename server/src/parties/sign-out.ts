import { type Clock, type Database, thePlatform } from "../platform/index.ts";
import { type Append, record } from "./acting.ts";
import { revokeSession } from "./session-store.ts";
import type { LiveSession, Sessions } from "./sessions.ts";

/** Ends a session at once; one that has already ended stays so, and nothing is recorded. */
export async function signOut(
  needs: { db: Database; clock: Clock; append: Append; sessions: Sessions },
  live: LiveSession,
): Promise<void> {
  const at = needs.clock.now();
  await needs.db.acting(thePlatform, async (tx) => {
    const person = await revokeSession(tx, live.tokenSha256, at);
    if (person)
      await record(
        tx,
        { caller: live.staff, at, append: needs.append },
        { act: "parties.sign-out", article: "43", subject: person, content: {} },
      );
  });
  needs.sessions.forget();
}
