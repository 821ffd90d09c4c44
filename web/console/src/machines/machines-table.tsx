import { Button } from "antd";
import { instant, longDay } from "../dates.ts";
import { useLanguage } from "../language.tsx";
import { scopeNames, machineTexts as T } from "../texts/machines.ts";
import { TableFrame } from "../ui/table-frame.tsx";
import { lastDayOf } from "./new-machine.ts";
import type { Machine } from "./types.ts";

interface Props {
  machines: Machine[];
  onRotate: (machine: Machine) => void;
  onSwitch: (machine: Machine) => void;
  onRemove: (machine: Machine) => void;
}

const tones = { active: "tag ok", suspended: "tag", expired: "tag warn" } as const;

/** One line a system: what it is for, what it may, how it proves itself, and until when. */
export function MachinesTable({ machines, onRotate, onSwitch, onRemove }: Props) {
  const { say, lang } = useLanguage();
  return (
    <TableFrame label={say(T.title)}>
      <table className="plain machines">
        <caption className="vh">{say(T.title)}</caption>
        <thead>
          <tr>
            {[T.name, T.scopes, T.means, T.expiry, T.lastUsed, T.state, T.acts].map((title) => (
              <th scope="col" key={title.en}>
                {say(title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {machines.map((machine) => (
            <tr key={machine.id}>
              <th scope="row">
                {machine.name}
                <small className="muted">{machine.purpose}</small>
                <small className="mono">{machine.id}</small>
              </th>
              <td>
                <ul className="tags">
                  {machine.scopes.map((scope) => (
                    <li key={scope} className="tag info">
                      {say(scopeNames[scope])}
                    </li>
                  ))}
                </ul>
              </td>
              <td>
                {machine.key ? (
                  <>
                    {machine.key.alg}
                    <small className="mono" title={say(T.keyPrint)}>
                      {machine.key.thumbprint}
                    </small>
                  </>
                ) : (
                  say(T.bySecret)
                )}
                <small className="muted">{machine.addresses.join(" ") || say(T.anywhere)}</small>
              </td>
              <td className="nowrap">{longDay(lastDayOf(machine.expiresAt), lang)}</td>
              <td className="nowrap">
                {machine.lastUsedAt ? instant(machine.lastUsedAt, lang) : say(T.never)}
              </td>
              <td>
                <span className={tones[machine.state]}>{say(T[machine.state])}</span>
              </td>
              <td className="nowrap">
                {machine.state !== "expired" && (
                  <>
                    <Button size="small" onClick={() => onRotate(machine)}>
                      {say(T.rotate)}
                      <span className="vh">{machine.name}</span>
                    </Button>{" "}
                    <Button size="small" onClick={() => onSwitch(machine)}>
                      {say(machine.state === "suspended" ? T.resume : T.suspend)}
                      <span className="vh">{machine.name}</span>
                    </Button>{" "}
                  </>
                )}
                <Button size="small" danger onClick={() => onRemove(machine)}>
                  {say(T.remove)}
                  <span className="vh">{machine.name}</span>
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
