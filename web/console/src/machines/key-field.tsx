import type { Text } from "../api-types.ts";
import { useLanguage } from "../language.tsx";
import { machineTexts as T } from "../texts/machines.ts";
import { keyCommands } from "./examples.ts";

interface Props {
  value: string;
  complaint: Text | undefined;
  onChange: (value: string) => void;
}

/** Takes a public key, and says how one is made. */
export function KeyField({ value, complaint, onChange }: Props) {
  const { say } = useLanguage();
  return (
    <div className="fl-row">
      <label className="fl" htmlFor="m-publicKey">
        {say(T.publicKey)}
      </label>
      <textarea
        id="m-publicKey"
        className="ta mono"
        rows={4}
        spellCheck={false}
        autoComplete="off"
        maxLength={8000}
        aria-describedby="m-publicKey-help"
        aria-invalid={Boolean(complaint)}
        placeholder="-----BEGIN PUBLIC KEY-----"
        value={value}
        onChange={(e) => onChange(e.target.value)}
      />
      <p id="m-publicKey-help" className={complaint ? "fl-bad" : "fl-help"}>
        {say(complaint ?? T.publicKeyHint)}
      </p>
      <details>
        <summary>{say(T.makeKey)}</summary>
        <pre className="code">{keyCommands}</pre>
      </details>
    </div>
  );
}
