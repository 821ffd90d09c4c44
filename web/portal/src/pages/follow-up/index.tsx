import { usePage } from "../../page.ts";
import { Field } from "../../parts/field.tsx";
import { Frame } from "../../parts/frame.tsx";
import { Crumbs } from "../../parts/small.tsx";
import { urls } from "../../urls.ts";
import { Found, type FoundCase } from "./found.tsx";

export interface FollowUpData {
  readonly number: string;
  readonly problem: "missing" | "wrong" | "tooMany" | "expired" | "lapsed" | undefined;
  readonly found: FoundCase | undefined;
  readonly token: string;
}

/** A case followed by who has its number and secret; nothing is shown to who has not. */
export function FollowUp({ data }: { data: FollowUpData }) {
  const { t } = usePage();
  const text = t.followUp;
  return (
    <Frame
      head={{
        title: text.title,
        description: text.lead,
        canonical: urls.followUp,
        noIndex: true,
        nav: "followUp",
      }}
    >
      <div class="wrap narrow">
        <Crumbs trail={[[text.title]]} />
        {data.found ? <Found found={data.found} token={data.token} /> : <Ask data={data} />}
      </div>
    </Frame>
  );
}

function Ask({ data }: { data: FollowUpData }) {
  const { t } = usePage();
  const text = t.followUp;
  return (
    <>
      <h1>{text.title}</h1>
      <p class="lead-s">{text.lead}</p>
      {data.problem && (
        <div class="problem box" role="alert">
          <h2>{data.problem === "expired" ? t.correct.expired : text[data.problem]}</h2>
          {data.problem === "wrong" && <p>{text.wrongText}</p>}
        </div>
      )}
      <form class="card form" method="post" action={urls.followUp} autoComplete="off">
        <input type="hidden" name="token" value={data.token} />
        <Field name="number" label={text.number} hint={text.numberHint} value={data.number} max={40} />
        <Field name="secret" label={text.secret} hint={text.secretHint} max={60} />
        <p class="btns">
          <button class="btn p big" type="submit">
            {text.go}
          </button>
        </p>
      </form>
    </>
  );
}
