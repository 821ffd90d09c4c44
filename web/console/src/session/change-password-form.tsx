import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { type FormEvent, type ReactNode, useState } from "react";
import { Field } from "../account/field.tsx";
import { api } from "../api.ts";
import "../form/form.css";
import { useLanguage } from "../language.tsx";
import { passwordTexts as T } from "../texts/supervision.ts";
import { Refused } from "../ui/states.tsx";

const shortest = 10;

/** The present password and a new one, twice. */
export function ChangePasswordForm({ onDone, children }: { onDone: () => unknown; children?: ReactNode }) {
  const { say } = useLanguage();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [asked, setAsked] = useState(false);
  const short = [...next].length < shortest;
  const change = useMutation({
    mutationFn: () => api.call("/session/password", { method: "POST", body: { current, password: next } }),
    onSuccess: () => onDone(),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (current && !short && next === again) change.mutate();
  }
  return (
    <form onSubmit={submit} noValidate>
      {children}
      <Field
        id="current"
        kind="password"
        autoComplete="current-password"
        label={say(T.current)}
        value={current}
        onChange={setCurrent}
        bad={asked && !current ? say(T.needCurrent) : undefined}
      />
      <Field
        id="next"
        kind="password"
        autoComplete="new-password"
        label={say(T.next)}
        value={next}
        onChange={setNext}
        hint={say(T.nextHint)}
        bad={asked && short ? say(T.short) : undefined}
      />
      <Field
        id="again"
        kind="password"
        autoComplete="new-password"
        label={say(T.again)}
        value={again}
        onChange={setAgain}
        bad={asked && next !== again ? say(T.differs) : undefined}
      />
      {change.error && <Refused thrown={change.error} />}
      <p className="row-acts">
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {say(T.submit)}
        </Button>
      </p>
    </form>
  );
}
