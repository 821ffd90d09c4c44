import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { api } from "../api.ts";
import { useLanguage } from "../language.tsx";
import { identityTexts } from "../texts/account.ts";
import { oidcTexts as T } from "../texts/login.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Loading, Refused } from "../ui/states.tsx";
import { useToast } from "../ui/toast.tsx";
import { routeOf } from "./journey.ts";
import "./login.css";
import { LoginPage } from "./login-page.tsx";
import { useSession } from "./session.tsx";

interface Arrived {
  outcome: "signed-in" | "halfway" | "linked" | "proved";
  returnTo: string;
  csrf?: string;
}

/** The browser is back from the identity provider: what it brought is redeemed once, and the way goes on. */
export function ReturnedPage() {
  const { say } = useLanguage();
  const { person, signedIn } = useSession();
  const { search } = useLocation();
  const go = useNavigate();
  const toast = useToast();
  const [half, setHalf] = useState<string | null>(null);
  const begun = useRef(false);
  usePageTitle(say(T.title));
  const arrive = useMutation({
    mutationFn: () =>
      api.call<Arrived>("/session/oidc/callback", {
        method: "POST",
        body: { query: search.replace(/^\?/, "") },
      }),
    onSuccess: async (arrived) => {
      if (arrived.outcome === "halfway") return setHalf(routeOf(arrived.returnTo));
      if (arrived.outcome === "linked") toast(say(identityTexts.linked));
      await signedIn(arrived.csrf);
      await go(routeOf(arrived.returnTo), { replace: true });
    },
  });
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    // A code serves once: it is not to stay in the address, to be loaded again or sent along.
    window.history.replaceState(window.history.state, "", window.location.pathname);
    arrive.mutate();
  }, [arrive.mutate]);
  useEffect(() => {
    if (half !== null && person) void go(half, { replace: true });
  }, [half, person, go]);

  if (half !== null) return <LoginPage halfway />;
  return (
    <div className="login">
      <main className="login-main">
        <div className="card login-form">
          <h1>{say(T.title)}</h1>
          {arrive.error ? (
            <>
              <Refused thrown={arrive.error} />
              <Button type="primary" block onClick={() => void go("/", { replace: true })}>
                {say(person ? T.home : T.again)}
              </Button>
            </>
          ) : (
            <>
              <p className="muted">{say(T.returning)}</p>
              <Loading rows={2} />
            </>
          )}
        </div>
      </main>
    </div>
  );
}
