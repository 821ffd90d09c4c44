import { Button } from "antd";
import { useState } from "react";
import { useLanguage } from "../language.tsx";
import { factorTexts as T } from "../texts/account.ts";
import { saveText } from "../ui/save-file.ts";
import { Tick } from "../ui/tick.tsx";
import { useToast } from "../ui/toast.tsx";

/** Ten codes, shown this once; whoever leaves says that they have kept them. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { say } = useLanguage();
  const toast = useToast();
  const [kept, setKept] = useState(false);
  const text = `${codes.join("\n")}\n`;
  return (
    <div>
      <p>{say(T.savedHint)}</p>
      <ol className="codes mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <p className="row-acts">
        <Button onClick={() => saveText(say(T.file), text, "text/plain;charset=utf-8")}>
          {say(T.download)}
        </Button>
        <Button onClick={() => void navigator.clipboard?.writeText(text).then(() => toast(say(T.copied)))}>
          {say(T.copy)}
        </Button>
      </p>
      <Tick checked={kept} onChange={(event) => setKept(event.target.checked)}>
        {say(T.kept)}
      </Tick>
      <p className="row-acts">
        <Button type="primary" disabled={!kept} onClick={onKept}>
          {say(T.done)}
        </Button>
      </p>
    </div>
  );
}
