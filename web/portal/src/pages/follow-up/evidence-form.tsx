import type { ComponentChildren } from "preact";
import { usePage } from "../../page.ts";
import { Icon } from "../../parts/icon.tsx";
import { urls } from "../../urls.ts";

/** A button that fetches the evidence pack, without JavaScript and with nothing in the address. */
export function EvidenceForm(props: {
  pass: string;
  token: string;
  label: string;
  children?: ComponentChildren;
}) {
  const { t } = usePage();
  return (
    <form method="post" action={urls.evidence}>
      <input type="hidden" name="token" value={props.token} />
      <input type="hidden" name="pass" value={props.pass} />
      <p class="btns">
        <button class="btn p" type="submit">
          <Icon name="download" small />
          {props.label}
        </button>
        {props.children}
      </p>
      <p class="xs muted">{t.followUp.evidenceKept}</p>
    </form>
  );
}
