import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { api } from "../api.ts";
import type { HalfSignedIn, Person, Role, Session } from "../api-types.ts";
import { Loading, Refused } from "../ui/states.tsx";

interface SessionHolder {
  session: Session;
  person: Person | null;
  /** The platform's clock, ms since the epoch; moves with time and never with this machine's own clock. */
  now: () => number;
  /** @returns the second step, for whoever has a second factor. */
  signIn: (login: string, password: string) => Promise<HalfSignedIn | undefined>;
  /** The second step: a code of the app, or a recovery code. */
  giveCode: (code: string) => Promise<void>;
  /** Somebody was signed in by other means: looks again who it is. */
  signedIn: (csrf: string | undefined) => Promise<void>;
  signOut: () => Promise<void>;
  /** Where the identity provider's own session can be ended, after signing out here. */
  idpLogout: string | null;
}

const SessionContext = createContext<SessionHolder | null>(null);
export const sessionKey = ["session"] as const;

const holderKey = "zq.holder";

/** What was typed and read in this window stays with who typed and read it, also where their session ran out. */
function keepFor(person: string, client: QueryClient): void {
  const before = sessionStorage.getItem(holderKey);
  if (before !== null && before !== person) {
    sessionStorage.clear();
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  }
  sessionStorage.setItem(holderKey, person);
}

/** Knows who is signed in and what time the platform has. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const receivedAt = useRef(0);
  const [idpLogout, setIdpLogout] = useState<string | null>(null);
  const query = useQuery({
    queryKey: sessionKey,
    queryFn: async () => {
      const session = await api.call<Session>("/session");
      receivedAt.current = performance.now();
      api.setCsrf(session.csrf, session.person?.id);
      if (session.person) keepFor(session.person.id, client);
      return session;
    },
    staleTime: 5 * 60_000,
    refetchInterval: 10 * 60_000,
  });

  useEffect(() => {
    const stop = api.onSignedOut(() => client.invalidateQueries({ queryKey: sessionKey }));
    return () => {
      stop();
    };
  }, [client]);

  const session = query.data;
  const holder = useMemo<SessionHolder | null>(() => {
    if (!session) return null;
    const signedIn = async (csrf: string | undefined) => {
      if (csrf) api.setCsrf(csrf);
      setIdpLogout(null);
      await client.invalidateQueries({ queryKey: sessionKey });
    };
    return {
      session,
      person: session.person,
      now: () => Date.parse(session.now) + (performance.now() - receivedAt.current),
      async signIn(login, password) {
        const body = { login, password };
        const answer = await api.call<{ csrf: string } | HalfSignedIn>("/session", { method: "POST", body });
        if ("secondFactor" in answer) return answer;
        await signedIn(answer.csrf);
        return undefined;
      },
      async giveCode(code) {
        const given = { method: "POST", body: { code } } as const;
        await signedIn((await api.call<{ csrf: string }>("/session/second-factor", given)).csrf);
      },
      signedIn,
      async signOut() {
        const answer = await api.call<{ idpLogout: string } | undefined>("/session", { method: "DELETE" });
        api.setCsrf(undefined);
        // What was typed for a case stays with the person who typed it.
        sessionStorage.clear();
        // From here on nobody is signed in, so that no page still in sight asks for theirs again.
        client.setQueryData<Session>(sessionKey, (last) => last && { ...last, person: null });
        setIdpLogout(answer?.idpLogout ?? null);
        // What was read goes, but for the question who is signed in: it is asked again, and the page follows it.
        client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
        client.getMutationCache().clear();
        await client.invalidateQueries({ queryKey: sessionKey });
      },
      idpLogout,
    };
  }, [session, client, idpLogout]);

  if (!holder)
    return (
      <div className="pad">
        {query.error ? <Refused thrown={query.error} onRetry={() => query.refetch()} /> : <Loading />}
      </div>
    );
  return <SessionContext value={holder}>{children}</SessionContext>;
}

export function useSession(): SessionHolder {
  const holder = useContext(SessionContext);
  if (!holder) throw new Error("useSession outside SessionProvider");
  return holder;
}

/** The signed-in person; only used where the router has already asked for one. */
export function usePerson(): Person {
  const { person } = useSession();
  if (!person) throw new Error("no person");
  return person;
}

export const hasRole = (person: Person, ...wanted: Role[]) => wanted.some((r) => person.roles.includes(r));

/** The platform's clock, renewed every half minute so that countdowns move. */
export function useNow(): number {
  const { now } = useSession();
  const [value, setValue] = useState(now);
  useEffect(() => {
    setValue(now());
    const timer = setInterval(() => setValue(now()), 30_000);
    return () => clearInterval(timer);
  }, [now]);
  return value;
}
