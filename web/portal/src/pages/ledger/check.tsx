import type { LedgerHead } from "../../api-types.ts";
import { usePage } from "../../page.ts";
import { Code } from "../../parts/small.tsx";
import { commandsFor } from "./load.ts";

/** How anybody checks the log and a case's evidence, by commands that name this site's address and key. */
export function Check({ head }: { head: LedgerHead }) {
  const { t, publicUrl } = usePage();
  const text = t.ledger;
  const commands = commandsFor(publicUrl, head.key, text.packFile);
  return (
    <section class="block" aria-labelledby="verify">
      <h2 id="verify">{text.verify}</h2>
      <p class="lead-s">{text.keyNote}</p>
      <h3>{text.whole}</h3>
      <p class="lead-s">{text.wholeText}</p>
      <Code text={commands.whole} label={text.whole} />
      <h3>{text.later}</h3>
      <p class="lead-s">{text.laterText}</p>
      <Code text={`${commands.keep}\n${commands.later}`} label={text.later} />
      <h3>{text.pack}</h3>
      <p class="lead-s">{text.packText}</p>
      <Code text={commands.pack} label={text.pack} />
      <p class="links">
        <span>
          {text.tools} <a href="/checkpoint">/checkpoint</a>
        </span>
      </p>
    </section>
  );
}

/** What agreement proves, and what it does not. */
export function Proves({ witnessed }: { witnessed: boolean }) {
  const { t } = usePage();
  const text = t.ledger;
  return (
    <div class="halves">
      <section class="block" aria-labelledby="proves">
        <h2 id="proves">{text.proves}</h2>
        <ul class="card steps-l">
          <li>{text.proves1}</li>
          <li>{text.proves2}</li>
          <li>{text.proves3}</li>
        </ul>
      </section>
      <section class="block" aria-labelledby="proves-not">
        <h2 id="proves-not">{text.provesNot}</h2>
        <ul class="card steps-l">
          <li>{text.provesNot1}</li>
          <li>{text.provesNot2}</li>
          <li>{text.provesNot3}</li>
          <li>
            {text.provesNot4} {!witnessed && <b>{text.noWitness}</b>}
          </li>
        </ul>
      </section>
    </div>
  );
}
