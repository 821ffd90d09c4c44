import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { api } from "../api.ts";
import type { List, OwnSession, Text } from "../api-types.ts";
import { shortInstant } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { sessionTexts as T } from "../texts/account.ts";
import { Loaded, Refused } from "../ui/states.tsx";
import { TableFrame } from "../ui/table-frame.tsx";
import { useToast } from "../ui/toast.tsx";

const key = ["own-sessions"] as const;
const factorTexts: Record<NonNullable<OwnSession["factor"]>, Text> = {
  totp: T.withTotp,
  recovery: T.withRecovery,
  idp: T.withIdp,
};

/** Where one is signed in, and the way to end it. */
export function SessionsSection() {
  const { say, lang } = useLanguage();
  const client = useQueryClient();
  const toast = useToast();
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.call<List<OwnSession>>("/sessions", { signal }),
  });
  const renew = () => client.invalidateQueries({ queryKey: key });
  const end = useMutation({
    mutationFn: (id: string) => api.call(`/sessions/${id}`, { method: "DELETE" }),
    onSuccess: () => toast(say(T.ended)),
    onSettled: renew,
  });
  const endOthers = useMutation({
    mutationFn: () => api.call<{ ended: number }>("/sessions", { method: "DELETE" }),
    onSuccess: ({ ended }) => toast(say(T.endedN, { n: ended })),
    onSettled: renew,
  });
  const how = (s: OwnSession) =>
    [s.method === "oidc" ? T.byOidc : T.byPassword, ...(s.factor ? [factorTexts[s.factor]] : [])]
      .map((text) => say(text))
      .join(say({ zh: "、", en: ", " }));
  return (
    <section className="card acc" aria-labelledby="acc-sessions">
      <h2 id="acc-sessions">{say(T.title)}</h2>
      <p className="muted">{say(T.what)}</p>
      {(end.error ?? endOthers.error) && <Refused thrown={end.error ?? endOthers.error} />}
      <Loaded query={query} rows={3}>
        {({ items }) => (
          <>
            <TableFrame label={say(T.title)} className="acc-table">
              <table className="plain">
                <caption className="vh">{say(T.title)}</caption>
                <thead>
                  <tr>
                    <th scope="col">{say(T.device)}</th>
                    <th scope="col">{say(T.network)}</th>
                    <th scope="col">{say(T.how)}</th>
                    <th scope="col">{say(T.begun)}</th>
                    <th scope="col">{say(T.seen)}</th>
                    <th scope="col">{say(T.acts)}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((s) => (
                    <tr key={s.id}>
                      <th scope="row" className="nowrap">
                        {s.browser || say(T.unknown)}{" "}
                        {s.current && <span className="tag ok">{say(T.current)}</span>}
                      </th>
                      <td className="mono">{s.network || "—"}</td>
                      <td className="nowrap">{how(s)}</td>
                      <td className="nowrap">{shortInstant(s.createdAt, lang)}</td>
                      <td className="nowrap">{shortInstant(s.lastSeenAt, lang)}</td>
                      <td className="nowrap">
                        {!s.current && (
                          <Button size="small" onClick={() => end.mutate(s.id)}>
                            {say(T.end)}
                            <span className="vh">
                              {s.browser} {s.network}
                            </span>
                          </Button>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
            {items.length > 1 && (
              <p className="row-acts">
                <Button danger loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
                  {say(T.endOthers)}
                </Button>
              </p>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}
