import type { Tx } from "../platform/index.ts";
import { demoPeople } from "./people.ts";

/** The password of every account made for the demonstration. Published; worthless where demo mode is off. */
export const demoPassword = "zhanqiao-demo";

/** What the sign-in page of a demonstration offers. */
export async function demoAccounts(tx: Tx) {
  const people = await demoPeople(tx);
  return {
    items: people.map(({ row, org }) => ({
      login: row.login,
      password: demoPassword,
      person: row.name,
      role: row.roles[0]!,
      org: { uscc: org.uscc, name: org.name },
    })),
  };
}
