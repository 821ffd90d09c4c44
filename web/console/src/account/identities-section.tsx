import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useLocation } from "react-router";
import { api } from "../api.ts";
import type { LinkedIdentity, List, Session } from "../api-types.ts";
import { instant } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { goToProvider } from "../session/journey.ts";
import { useSession } from "../session/session.tsx";
import { identityTexts as T } from "../texts/account.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Loaded, Refused } from "../ui/states.tsx";
import { useToast } from "../ui/toast.tsx";

const key = ["own-identities"] as const;

/** Who one is at the identity provider. Nothing is shown where none is configured and none is linked. */
export function IdentitiesSection() {
  const { say } = useLanguage();
  const { session } = useSession();
  const toast = useToast();
  const client = useQueryClient();
  const { pathname } = useLocation();
  const [unlinking, setUnlinking] = useState<LinkedIdentity | null>(null);
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.call<List<LinkedIdentity>>("/session/identities", { signal }),
  });
  const link = useMutation({ mutationFn: () => goToProvider("link", pathname) });
  const unlink = useMutation({
    mutationFn: (id: string) => api.call(`/session/identities/${id}`, { method: "DELETE" }),
    onSuccess: () => toast(say(T.unlinked)),
    onSettled: () => {
      setUnlinking(null);
      return client.invalidateQueries({ queryKey: key });
    },
  });
  if (!session.oidc) return null;
  const label = say(session.oidc.label);
  return (
    <section className="card acc" aria-labelledby="acc-identities">
      <h2 id="acc-identities">{say(T.title)}</h2>
      <p className="muted">{say(T.what, { label })}</p>
      {(link.error ?? unlink.error) && <Refused thrown={link.error ?? unlink.error} />}
      <Loaded query={query} rows={2}>
        {({ items }) => <Identities items={items} session={session} onUnlink={setUnlinking} />}
      </Loaded>
      <p className="row-acts">
        <Button loading={link.isPending} onClick={() => link.mutate()}>
          {say(T.link, { label })}
        </Button>
      </p>
      {unlinking && (
        <Dialog
          title={say(T.unlink)}
          onClose={() => setUnlinking(null)}
          ok={{
            text: say(T.unlink),
            danger: true,
            busy: unlink.isPending,
            onOk: () => unlink.mutate(unlinking.id),
          }}
        >
          <p>{say(T.unlinkSure)}</p>
          <p className="mono">{unlinking.subject}</p>
        </Dialog>
      )}
    </section>
  );
}

/** Linked identities with the way to undo each. */
export function Identities(props: {
  items: readonly LinkedIdentity[];
  session: Session;
  onUnlink: (identity: LinkedIdentity) => void;
}) {
  const { say, lang } = useLanguage();
  if (props.items.length === 0) return <p>{say(T.none)}</p>;
  return (
    <ul className="ids">
      {props.items.map((identity) => (
        <li key={identity.id}>
          <span className="mono">{identity.subject}</span>
          <small>
            {/* The configured provider goes without saying; another is named. */}
            {identity.issuer !== props.session.oidc?.issuer && `${identity.issuer} · `}
            {say(identity.linkedBy === "self" ? T.bySelf : T.byAdmin)} · {instant(identity.linkedAt, lang)}
          </small>
          <Button size="small" onClick={() => props.onUnlink(identity)}>
            {say(T.unlink)}
            <span className="vh">{identity.subject}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
