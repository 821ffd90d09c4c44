import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import type { Text } from "../api-types.ts";
import { useLanguage } from "../language.tsx";
import { usePerson, useSession } from "../session/session.tsx";
import { accountTexts } from "../texts/account.ts";
import { shellTexts as T } from "../texts/shell.ts";
import { type SchemeChoice, useLook } from "../theme/look.tsx";
import { Tick } from "../ui/tick.tsx";
import { setSingleKeys, singleKeysOn } from "./keys.ts";

const schemes: { value: SchemeChoice; text: Text }[] = [
  { value: "system", text: T.schemeSystem },
  { value: "light", text: T.schemeLight },
  { value: "dark", text: T.schemeDark },
];

/** Who is signed in, how the console looks, and the way out. */
export function AccountMenu() {
  const { say, lang, setLang } = useLanguage();
  const person = usePerson();
  const { signOut } = useSession();
  const { choices, choose } = useLook();
  const [open, setOpen] = useState(false);
  const [single, setSingle] = useState(singleKeysOn);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears Escape and the focus leaving its own controls
    <div
      className="account"
      ref={frame}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        setOpen(false);
        button.current?.focus();
      }}
      onBlur={(event) => {
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        type="button"
        className="me"
        ref={button}
        aria-expanded={open}
        aria-controls="account-panel"
        onClick={() => setOpen(!open)}
      >
        <span className="av" aria-hidden="true">
          {person.name.slice(0, 1)}
        </span>
        <span className="me-name">{person.name}</span>
        <span className="vh">{say(T.me)}</span>
      </button>
      <div id="account-panel" className="account-panel" hidden={!open}>
        <p className="account-who">
          <b>{person.name}</b>
          <small>{person.org.name}</small>
        </p>
        <fieldset>
          <legend>{say(T.language)}</legend>
          <div className="ticks">
            <Tick type="radio" name="lang" checked={lang === "zh"} onChange={() => setLang("zh")}>
              中文
            </Tick>
            <Tick type="radio" name="lang" checked={lang === "en"} onChange={() => setLang("en")}>
              English
            </Tick>
          </div>
        </fieldset>
        <fieldset>
          <legend>{say(T.scheme)}</legend>
          <div className="ticks">
            {schemes.map(({ value, text }) => (
              <Tick
                key={value}
                type="radio"
                name="scheme"
                checked={choices.scheme === value}
                onChange={() => choose({ scheme: value })}
              >
                {say(text)}
              </Tick>
            ))}
          </div>
        </fieldset>
        <div className="account-checks">
          <Tick checked={choices.large} onChange={(e) => choose({ large: e.target.checked })}>
            {say(T.large)}
          </Tick>
          <Tick checked={choices.compact} onChange={(e) => choose({ compact: e.target.checked })}>
            {say(T.density)}
          </Tick>
          <Tick
            checked={single}
            onChange={(e) => {
              setSingle(e.target.checked);
              setSingleKeys(e.target.checked);
            }}
          >
            {say(T.singleKeys)}
          </Tick>
        </div>
        <Link className="account-link" to="/account" onClick={() => setOpen(false)}>
          {say(accountTexts.title)}
        </Link>
        <Button block onClick={() => void signOut()}>
          {say(T.signOut)}
        </Button>
      </div>
    </div>
  );
}
