import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api } from "../api.ts";
import type { List, Person, Role } from "../api-types.ts";
import { shortInstant } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { hasRole, usePerson } from "../session/session.tsx";
import { personSecurityTexts as securityTexts } from "../texts/account.ts";
import { roleTexts } from "../texts/login.ts";
import { peopleTexts as T } from "../texts/supervision.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { Empty, Loaded, Refused } from "../ui/states.tsx";
import { TableFrame } from "../ui/table-frame.tsx";
import { AddDialog, RolesDialog } from "./person-dialogs.tsx";
import { SecurityDialog } from "./security-dialog.tsx";

const perPage = 50;

/** People of my organisation and what they may do; for its administrators. */
export function PeoplePage() {
  const { say, lang } = useLanguage();
  const me = usePerson();
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const offset = Number(search.get("offset")) || 0;
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<Person | null>(null);
  const [securing, setSecuring] = useState<Person | null>(null);
  const [switchingOff, setSwitchingOff] = useState<Person | null>(null);
  const admin = hasRole(me, "admin");
  usePageTitle(say(T.title));
  const query = useQuery({
    queryKey: ["people", offset],
    queryFn: ({ signal }) => api.call<List<Person>>("/people", { query: { limit: perPage, offset }, signal }),
    enabled: admin,
  });
  const change = useMutation({
    mutationFn: (given: { id: string; active?: boolean; roles?: Role[] }) => {
      const { id, ...body } = given;
      return api.call(`/people/${id}`, { method: "PATCH", body });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["people"] }),
  });
  const setActive = (person: Person, active: boolean) =>
    active ? change.mutate({ id: person.id, active }) : setSwitchingOff(person);

  return (
    <>
      <div className="ph plain">
        <div className="t">
          <h1>{say(T.title)}</h1>
          {admin && (
            <span className="acts">
              <Button type="primary" onClick={() => setAdding(true)}>
                <Icon name="plus" small />
                {say(T.add)}
              </Button>
            </span>
          )}
        </div>
        <p className="muted">{say(T.sub, { org: me.org.name })}</p>
      </div>
      <div className="pad">
        {!admin ? (
          <Empty title={say(T.notAdmin)} icon="lock" />
        ) : (
          <>
            {change.error && <Refused thrown={change.error} />}
            <Loaded query={query}>
              {(list) => (
                <>
                  <TableFrame label={say(T.title)}>
                    <table className="plain">
                      <caption className="vh">{say(T.title)}</caption>
                      <thead>
                        <tr>
                          <th scope="col">{say(T.name)}</th>
                          <th scope="col">{say(T.login)}</th>
                          <th scope="col">{say(T.roles)}</th>
                          <th scope="col">{say(T.state)}</th>
                          <th scope="col">{say(T.lastSeen)}</th>
                          <th scope="col">{say(T.acts)}</th>
                        </tr>
                      </thead>
                      <tbody>
                        {list.items.map((person) => (
                          <tr key={person.id}>
                            <th scope="row">
                              {person.name} {person.id === me.id && <span className="tag">{say(T.you)}</span>}
                            </th>
                            <td className="mono">{person.login}</td>
                            <td>
                              {person.roles.map((r) => say(roleTexts[r])).join(say({ zh: "、", en: ", " }))}
                            </td>
                            <td>
                              <span className={person.active === false ? "tag" : "tag ok"}>
                                {say(person.active === false ? T.inactive : T.active)}
                              </span>
                            </td>
                            <td className="nowrap">{shortInstant(person.lastSeenAt, lang)}</td>
                            <td className="nowrap">
                              <Button size="small" onClick={() => setChanging(person)}>
                                {say(T.change)}
                                <span className="vh">{person.name}</span>
                              </Button>{" "}
                              <Button size="small" onClick={() => setSecuring(person)}>
                                {say(securityTexts.open)}
                                <span className="vh">{person.name}</span>
                              </Button>{" "}
                              {person.id !== me.id && (
                                <Button
                                  size="small"
                                  onClick={() => setActive(person, person.active === false)}
                                >
                                  {say(person.active === false ? T.on : T.off)}
                                  <span className="vh">{person.name}</span>
                                </Button>
                              )}
                            </td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </TableFrame>
                  <Pager
                    offset={offset}
                    limit={perPage}
                    total={list.total ?? list.items.length}
                    onGo={(n) => setSearch(n ? { offset: String(n) } : {})}
                  />
                </>
              )}
            </Loaded>
          </>
        )}
      </div>
      {switchingOff && (
        <Dialog
          title={say(T.offOf, { name: switchingOff.name })}
          onClose={() => setSwitchingOff(null)}
          ok={{
            text: say(T.off),
            danger: true,
            busy: change.isPending,
            onOk: () =>
              change.mutate(
                { id: switchingOff.id, active: false },
                { onSettled: () => setSwitchingOff(null) },
              ),
          }}
        >
          <p>{say(T.offSure)}</p>
        </Dialog>
      )}
      {securing && <SecurityDialog person={securing} onClose={() => setSecuring(null)} />}
      {adding && <AddDialog onClose={() => setAdding(false)} />}
      {changing && (
        <RolesDialog
          person={changing}
          onClose={() => setChanging(null)}
          onSave={(given) =>
            change.mutateAsync({ id: changing.id, roles: given }).then(() => setChanging(null))
          }
        />
      )}
    </>
  );
}
