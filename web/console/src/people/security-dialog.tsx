import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type FormEvent, useState } from "react";
import "../account/account.css";
import { Field } from "../account/field.tsx";
import { Identities } from "../account/identities-section.tsx";
import { api } from "../api.ts";
import type { LinkedIdentity, List, Person } from "../api-types.ts";
import { useLanguage } from "../language.tsx";
import { usePerson, useSession } from "../session/session.tsx";
import { factorTexts, sessionTexts, personSecurityTexts as T } from "../texts/account.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Loaded, Refused } from "../ui/states.tsx";
import { useToast } from "../ui/toast.tsx";

/** What an administrator does for somebody's account: a lost phone, a lost device, an identity to link. */
export function SecurityDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { say } = useLanguage();
  const { session } = useSession();
  return (
    <Dialog title={say(T.title, { name: person.name })} onClose={onClose}>
      <FactorPart person={person} />
      <SessionsPart person={person} />
      {session.oidc && (
        <IdentitiesPart person={person} label={say(session.oidc.label)} issuer={session.oidc.issuer} />
      )}
    </Dialog>
  );
}

function FactorPart({ person }: { person: Person }) {
  const { say } = useLanguage();
  const me = usePerson();
  const client = useQueryClient();
  const toast = useToast();
  const reset = useMutation({
    mutationFn: () => api.call<Person>(`/people/${person.id}/second-factor`, { method: "DELETE" }),
    onSuccess: async () => {
      toast(say(T.factorResetDone));
      await client.invalidateQueries({ queryKey: ["people"] });
    },
  });
  const has = reset.isSuccess ? false : person.secondFactor === true;
  return (
    <section className="person-part">
      <h3>
        {say(T.factor)}{" "}
        <span className={has ? "tag ok" : "tag"}>{say(has ? factorTexts.on : factorTexts.off)}</span>
      </h3>
      {person.id === me.id ? (
        <p className="muted">{say(T.ownFactor)}</p>
      ) : (
        has && (
          <>
            <p className="muted">{say(T.factorResetHint)}</p>
            {reset.error && <Refused thrown={reset.error} />}
            <p className="row-acts">
              <Button danger loading={reset.isPending} onClick={() => reset.mutate()}>
                {say(T.factorReset)}
              </Button>
            </p>
          </>
        )
      )}
    </section>
  );
}

function SessionsPart({ person }: { person: Person }) {
  const { say } = useLanguage();
  const me = usePerson();
  const toast = useToast();
  const end = useMutation({
    mutationFn: () => api.call<{ ended: number }>(`/people/${person.id}/sessions`, { method: "DELETE" }),
    onSuccess: ({ ended }) => toast(say(sessionTexts.endedN, { n: ended })),
  });
  if (person.id === me.id) return null;
  return (
    <section className="person-part">
      <h3>{say(T.sessions)}</h3>
      <p className="muted">{say(T.sessionsHint)}</p>
      {end.error && <Refused thrown={end.error} />}
      <p className="row-acts">
        <Button loading={end.isPending} onClick={() => end.mutate()}>
          {say(T.sessionsEnd)}
        </Button>
      </p>
    </section>
  );
}

function IdentitiesPart(props: { person: Person; label: string; issuer: string }) {
  const { say } = useLanguage();
  const { session } = useSession();
  const client = useQueryClient();
  const path = `/people/${props.person.id}/identities`;
  const key = ["person-identities", props.person.id];
  const [subject, setSubject] = useState("");
  const [asked, setAsked] = useState(false);
  const right = /^[\x21-\x7e]{1,255}$/.test(subject.trim());
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.call<List<LinkedIdentity>>(path, { signal }),
  });
  const link = useMutation({
    mutationFn: () =>
      api.call(path, { method: "POST", body: { issuer: props.issuer, subject: subject.trim() } }),
    onSuccess: () => {
      setSubject("");
      setAsked(false);
    },
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const unlink = useMutation({
    mutationFn: (identity: LinkedIdentity) => api.call(`${path}/${identity.id}`, { method: "DELETE" }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (right) link.mutate();
  }
  return (
    <section className="person-part">
      <h3>{say(T.identities)}</h3>
      <p className="muted">{say(T.identityHint, { label: props.label })}</p>
      <Loaded query={query} rows={2}>
        {({ items }) => (
          <Identities items={items} session={session} onUnlink={(identity) => unlink.mutate(identity)} />
        )}
      </Loaded>
      {unlink.error && <Refused thrown={unlink.error} />}
      <form onSubmit={submit} noValidate>
        <Field
          id="link-subject"
          label={say(T.subject)}
          value={subject}
          onChange={setSubject}
          bad={asked && !right ? say(T.needSubject) : undefined}
        />
        {link.error && <Refused thrown={link.error} />}
        <Button htmlType="submit" loading={link.isPending}>
          {say(T.link)}
        </Button>
      </form>
    </section>
  );
}
