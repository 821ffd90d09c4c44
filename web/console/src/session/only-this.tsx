import { Button } from "antd";
import type { ReactNode } from "react";
import { useLanguage } from "../language.tsx";
import { shellTexts } from "../texts/shell.ts";
import "./login.css";
import { useSession } from "./session.tsx";

/** The one thing that can be done before everything else, and the way out. */
export function OnlyThis(props: { title: string; hint: string; children: ReactNode }) {
  const { say, lang, setLang } = useLanguage();
  const { signOut } = useSession();
  return (
    <div className="login">
      <main className="login-main">
        <div className="card login-form">
          <h1>{props.title}</h1>
          <p className="muted">{props.hint}</p>
          {props.children}
        </div>
        <p className="login-foot">
          <Button type="text" size="small" onClick={() => void signOut()}>
            {say(shellTexts.signOut)}
          </Button>
          <Button type="text" size="small" onClick={() => setLang(lang === "zh" ? "en" : "zh")}>
            {say(shellTexts.otherLanguage)}
          </Button>
        </p>
      </main>
    </div>
  );
}
