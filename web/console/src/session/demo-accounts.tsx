import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { type DemoAccount, type List, roles } from "../api-types.ts";
import { useLanguage } from "../language.tsx";
import { roleTexts, loginTexts as T } from "../texts/login.ts";

/** A city has a hundred offices; one look needs to find each role, not each office. */
const shownPerRole = 4;

/** The accounts of a demonstration, by role. */
export function DemoAccounts({ onUse }: { onUse: (account: DemoAccount) => void }) {
  const { say } = useLanguage();
  const query = useQuery({
    queryKey: ["demo-accounts"],
    queryFn: () => api.call<List<DemoAccount>>("/demo-accounts"),
  });
  if (!query.data) return null;
  const groups = roles
    .map((role) => ({ role, accounts: query.data.items.filter((a) => a.role === role) }))
    .filter((g) => g.accounts.length > 0);
  return (
    <aside className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{say(T.demo)}</h2>
      <p className="muted">{say(T.demoHint)}</p>
      {groups.map(({ role, accounts }) => (
        <section key={role} aria-labelledby={`demo-${role}`}>
          <h3 id={`demo-${role}`}>{say(roleTexts[role])}</h3>
          <AccountList accounts={accounts.slice(0, shownPerRole)} onUse={onUse} />
          {accounts.length > shownPerRole && (
            <details>
              <summary>{say(T.more, { n: accounts.length - shownPerRole })}</summary>
              <AccountList accounts={accounts.slice(shownPerRole)} onUse={onUse} />
            </details>
          )}
        </section>
      ))}
    </aside>
  );
}

function AccountList({
  accounts,
  onUse,
}: {
  accounts: readonly DemoAccount[];
  onUse: (account: DemoAccount) => void;
}) {
  const orgOf = (account: DemoAccount) => (typeof account.org === "string" ? account.org : account.org.name);
  return (
    <ul>
      {accounts.map((account) => (
        <li key={account.login}>
          <button type="button" onClick={() => onUse(account)}>
            <span className="av" aria-hidden="true">
              {account.person.slice(-1)}
            </span>
            <b>{account.person}</b>
            <small>{orgOf(account)}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}
