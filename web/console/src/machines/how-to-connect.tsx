import { useState } from "react";
import { useLanguage } from "../language.tsx";
import { machineTexts as T } from "../texts/machines.ts";
import { TableFrame } from "../ui/table-frame.tsx";
import { curlExample, nodeExample } from "./examples.ts";
import type { MachineList } from "./types.ts";

/** What a developer of the organisation's needs to know, with programs for a system chosen. */
export function HowToConnect({ list }: { list: MachineList }) {
  const { say } = useLanguage();
  const [chosen, setChosen] = useState("");
  const machine = list.items.find((m) => m.id === chosen) ?? list.items[0];
  const given = {
    issuer: list.issuer,
    id: machine?.id ?? "CLIENT_ID",
    auth: machine?.auth ?? "private_key_jwt",
  };
  return (
    <section className="card how" aria-labelledby="how">
      <h2 id="how">{say(T.how)}</h2>
      <p>{say(T.howHint)}</p>
      <dl>
        <dt>{say(T.issuer)}</dt>
        <dd className="mono">{list.issuer}</dd>
        <dt>{say(T.tokenEndpoint)}</dt>
        <dd className="mono">{list.tokenEndpoint}</dd>
      </dl>
      {list.items.length > 1 && (
        <p>
          <label className="fl" htmlFor="how-machine">
            {say(T.name)}
          </label>
          <select id="how-machine" value={machine?.id ?? ""} onChange={(e) => setChosen(e.target.value)}>
            {list.items.map((m) => (
              <option key={m.id} value={m.id}>
                {m.name}
              </option>
            ))}
          </select>
        </p>
      )}
      <h3>Node.js</h3>
      <TableFrame label="Node.js" className="codes">
        <pre className="code">{nodeExample(given)}</pre>
      </TableFrame>
      <h3>curl</h3>
      <TableFrame label="curl" className="codes">
        <pre className="code">{curlExample(given)}</pre>
      </TableFrame>
    </section>
  );
}
