import { Button } from "antd";
import { type FormEvent, useRef, useState } from "react";
import { Link } from "react-router";
import type { CaseAction, CaseView } from "../api-types.ts";
import { instant } from "../dates.ts";
import { SchemaForm } from "../form/schema-form.tsx";
import { useLanguage } from "../language.tsx";
import { useKeys } from "../shell/keys.ts";
import { caseTexts, decideTexts as T } from "../texts/duties.ts";
import { Icon } from "../ui/icon.tsx";
import { Refused } from "../ui/states.tsx";
import "./decide.css";
import { useToast } from "../ui/toast.tsx";
import { inEditor, useDecision } from "./use-decision.ts";

interface Props {
  view: CaseView;
  /** Goes on to the next case; absent where there is no queue. */
  onNext?: () => void;
}

/** What can be done now, each option saying what happens next, and what it must carry. */
export function DecisionPane({ view, onNext }: Props) {
  const { say } = useLanguage();
  const toast = useToast();
  const form = useRef<HTMLFormElement>(null);
  const [unchosen, setUnchosen] = useState(false);
  const decision = useDecision(view, (_after, action) => {
    toast(say(T.done, { action: say(action.title), next: say(action.next) }));
    onNext?.();
  });
  const { action, actions } = decision;

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!action) {
      setUnchosen(true);
      form.current?.querySelector<HTMLInputElement>("input[type=radio]")?.focus();
      return;
    }
    const complaints = decision.submit();
    const first = Object.keys(complaints)[0];
    if (first)
      requestAnimationFrame(() =>
        form.current
          ?.querySelector<HTMLElement>(
            `[data-path="${CSS.escape(first)}"] :is(input, textarea, select, button)`,
          )
          ?.focus(),
      );
  }

  const pick = (n: number) => {
    const option = actions[n - 1];
    if (option && !inEditor(view, option)) decision.choose(option.action);
  };
  useKeys({
    "ctrl+enter": (event) => {
      if (!form.current || decision.busy) return;
      event.preventDefault();
      submit();
    },
    enter: (event) => {
      if (event.target instanceof HTMLElement && event.target.closest("a, button, summary, label, input"))
        return;
      event.preventDefault();
      const target =
        form.current?.querySelector<HTMLElement>("input[type=radio]:checked") ??
        form.current?.querySelector<HTMLElement>("input[type=radio], a");
      target?.focus();
    },
    ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [String(n), () => pick(n)])),
  });

  if (actions.length === 0)
    return (
      <aside className="dec nothing" aria-labelledby="dh">
        <h3 id="dh">{say(T.title)}</h3>
        <p>
          <b>{say(T.nothing)}</b>
        </p>
        <p className="muted">
          {view.waitsFor ? say(T.nothingHint, { org: view.waitsFor.org.name }) : say(T.nothingFinal)}
        </p>
        {onNext && (
          <Button onClick={onNext} className="dec-next">
            {say({ zh: "看下一件", en: "See the next" })}
          </Button>
        )}
      </aside>
    );

  const bad = Object.keys(decision.complaints).length;
  return (
    <form className="dec" aria-labelledby="dh" ref={form} onSubmit={submit} noValidate>
      <h3 id="dh">{say(T.title)}</h3>
      {decision.changed && <Changed view={decision.changed} />}
      <fieldset>
        <legend className="vh">{say(T.options)}</legend>
        {actions.map((option, i) =>
          inEditor(view, option) ? (
            <Link className="op link" key={option.action} to={`/catalog/${view.id}`}>
              <Icon name="pen" small />
              <b>{say(T.inEditor, { action: say(option.title) })}</b>
              <small>{say(option.next)}</small>
            </Link>
          ) : (
            <Option
              key={option.action}
              option={option}
              name={`d-${view.id}`}
              keyHint={i < 9 && actions.length > 1 ? String(i + 1) : undefined}
              checked={action?.action === option.action}
              onChoose={() => {
                setUnchosen(false);
                decision.choose(option.action);
              }}
            />
          ),
        )}
      </fieldset>
      {unchosen && !action && (
        <p className="fl-bad" role="alert">
          {say(T.choose)}
        </p>
      )}
      <SchemaForm
        key={action?.action}
        fields={decision.fields}
        values={decision.values}
        complaints={decision.complaints}
        onChange={decision.change}
      />
      <div className="ft">
        {decision.thrown !== null && <Refused thrown={decision.thrown} />}
        {bad > 0 && decision.thrown === null && (
          <p className="fl-bad" role="alert">
            {say(T.check, { n: bad })}
          </p>
        )}
        <p className="ft-note">
          <Icon name="lock" small />
          {say(T.note)}
        </p>
        <Button
          type="primary"
          htmlType="submit"
          loading={decision.busy}
          block
          size="large"
          aria-keyshortcuts="Control+Enter"
          title={`${say(onNext ? T.submitNext : T.submit)} (Ctrl+Enter)`}
        >
          {say(onNext ? T.submitNext : T.submit)}
        </Button>
      </div>
    </form>
  );
}

/** What somebody else did in the meantime. */
function Changed({ view: latest }: { view: CaseView }) {
  const { say, lang } = useLanguage();
  const last = latest.history.at(-1);
  return (
    <div className="notice warn" role="alert">
      <b>{say(caseTexts.changedTitle)}</b>
      <p>
        {last
          ? say(caseTexts.changedWhat, {
              org: last.actor.org?.name ?? say(caseTexts.platform),
              at: instant(last.at, lang),
              act: say(last.title),
              state: say(latest.stateTitle),
            })
          : say(caseTexts.changedPlain)}
      </p>
    </div>
  );
}

interface OptionProps {
  option: CaseAction;
  name: string;
  keyHint: string | undefined;
  checked: boolean;
  onChoose: () => void;
}

function Option({ option, name, keyHint, checked, onChoose }: OptionProps) {
  const { say } = useLanguage();
  return (
    <label className="op">
      <input type="radio" name={name} checked={checked} onChange={onChoose} />
      <b>{say(option.title)}</b>
      {keyHint && <kbd>{keyHint}</kbd>}
      <small>{say(option.next)}</small>
    </label>
  );
}
