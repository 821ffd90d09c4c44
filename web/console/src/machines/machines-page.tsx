import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api } from "../api.ts";
import { useLanguage } from "../language.tsx";
import { hasRole, usePerson } from "../session/session.tsx";
import { machineTexts as T } from "../texts/machines.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Pager } from "../ui/pager.tsx";
import { Empty, Loaded, Refused } from "../ui/states.tsx";
import { useToast } from "../ui/toast.tsx";
import { HowToConnect } from "./how-to-connect.tsx";
import { MachinesTable } from "./machines-table.tsx";
import { RegisterDialog } from "./register-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import type { Machine, MachineList, Registered } from "./types.ts";
import "../form/form.css";
import "./machines.css";

const perPage = 50;
type Asked = { what: "rotate" | "suspend" | "remove"; machine: Machine };

/** Systems of my organisation that may call the platform; for its administrators. */
export function MachinesPage() {
  const { say } = useLanguage();
  const me = usePerson();
  const client = useQueryClient();
  const toast = useToast();
  const [search, setSearch] = useSearchParams();
  const offset = Number(search.get("offset")) || 0;
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [made, setMade] = useState<Registered | null>(null);
  const admin = hasRole(me, "admin");
  usePageTitle(say(T.title));
  const query = useQuery({
    queryKey: ["machines", offset],
    queryFn: ({ signal }) =>
      api.call<MachineList>("/machines", { query: { limit: perPage, offset }, signal }),
    enabled: admin,
  });
  const again = () => client.invalidateQueries({ queryKey: ["machines"] });
  const act = useMutation({
    mutationFn: ({ id, suspended }: { id: string; suspended?: boolean }) =>
      suspended === undefined
        ? api.call(`/machines/${id}`, { method: "DELETE" })
        : api.call(`/machines/${id}`, { method: "PATCH", body: { suspended } }),
    onSuccess: again,
  });
  const done = async (given: Registered, text: string) => {
    setAdding(false);
    setAsked(null);
    if (given.secret) setMade(given);
    else toast(text);
    await again();
  };
  const sure = asked && asked.what !== "rotate" ? asked : null;
  const words =
    sure?.what === "suspend" ? [T.suspendOf, T.suspendSure, T.suspend] : [T.removeOf, T.removeSure, T.remove];

  return (
    <>
      <div className="ph plain">
        <div className="t">
          <h1>{say(T.title)}</h1>
          {admin && (
            <span className="acts">
              <Button type="primary" disabled={!query.data?.scopes.length} onClick={() => setAdding(true)}>
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
            {act.error && !sure && <Refused thrown={act.error} />}
            <Loaded query={query}>
              {(list) => (
                <>
                  {list.items.length === 0 ? (
                    <Empty
                      title={say(T.empty)}
                      hint={say(list.scopes.length ? T.emptyHint : T.noneForKind)}
                      icon="link"
                    />
                  ) : (
                    <MachinesTable
                      machines={list.items}
                      onRotate={(machine) => setAsked({ what: "rotate", machine })}
                      onRemove={(machine) => setAsked({ what: "remove", machine })}
                      onSwitch={(machine) =>
                        machine.state === "suspended"
                          ? act.mutate({ id: machine.id, suspended: false })
                          : setAsked({ what: "suspend", machine })
                      }
                    />
                  )}
                  {list.total > 0 && (
                    <Pager
                      offset={offset}
                      limit={perPage}
                      total={list.total}
                      onGo={(n) => setSearch(n ? { offset: String(n) } : {})}
                    />
                  )}
                  <HowToConnect list={list} />
                </>
              )}
            </Loaded>
          </>
        )}
      </div>
      {adding && query.data && (
        <RegisterDialog
          scopes={query.data.scopes}
          onClose={() => setAdding(false)}
          onDone={(given) => done(given, say(T.registered))}
        />
      )}
      {asked?.what === "rotate" && (
        <RotateDialog
          machine={asked.machine}
          onClose={() => setAsked(null)}
          onDone={(given) => done(given, say(T.rotated))}
        />
      )}
      {made?.secret && (
        <SecretDialog machine={made.machine} secret={made.secret} onClose={() => setMade(null)} />
      )}
      {sure && (
        <Dialog
          title={say(words[0]!, { name: sure.machine.name })}
          onClose={() => setAsked(null)}
          ok={{
            text: say(words[2]!),
            danger: true,
            busy: act.isPending,
            onOk: () =>
              act.mutate(
                { id: sure.machine.id, ...(sure.what === "suspend" ? { suspended: true } : {}) },
                { onSuccess: () => setAsked(null) },
              ),
          }}
        >
          <p>{say(words[1]!)}</p>
          {act.error && <Refused thrown={act.error} />}
        </Dialog>
      )}
    </>
  );
}
