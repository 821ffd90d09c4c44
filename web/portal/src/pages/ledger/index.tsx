import type { LedgerHead, LedgerWitness } from "../../api-types.ts";
import { count, moment } from "../../format.ts";
import { usePage } from "../../page.ts";
import { Frame } from "../../parts/frame.tsx";
import { Crumbs, Nothing, Own, Scroll } from "../../parts/small.tsx";
import { urls } from "../../urls.ts";
import { Check, Proves } from "./check.tsx";
import { FindEntry } from "./find-entry.tsx";
import type { LedgerData } from "./load.ts";

/** The evidence log for the public (Art. 37): what it is, where it stands, how anyone checks it, what that proves. */
export function LedgerPage({ data }: { data: LedgerData }) {
  const { t } = usePage();
  const text = t.ledger;
  const { head } = data;
  const known = typeof head === "object" ? head : undefined;
  return (
    <Frame head={{ title: text.title, description: text.lead, canonical: urls.ledger, nav: "ledger" }}>
      <div class="page-h">
        <div class="wrap">
          <Crumbs trail={[[text.title]]} />
          <h1>{text.title}</h1>
          <p class="lead-s">{text.lead}</p>
        </div>
      </div>
      <div class="wrap">
        {head === "down" && <Nothing title={text.down} />}
        {head === "empty" && (
          <Nothing title={text.empty}>
            <p>{text.emptyText}</p>
          </Nothing>
        )}
        <section class="block" aria-labelledby="what">
          <h2 id="what">{text.what}</h2>
          <ul class="card steps-l">
            <li>{text.what1}</li>
            <li>{text.what2}</li>
            <li>{text.what3}</li>
          </ul>
        </section>
        {known && <State head={known} />}
        {known && <FindEntry entry={data.entry} size={known.size} />}
        {!!known?.witnesses?.length && <Witnesses witnesses={known.witnesses} />}
        {known && <Check head={known} />}
        <Proves witnessed={known?.witnesses === undefined || known.witnesses.length > 0} />
      </div>
    </Frame>
  );
}

function State({ head }: { head: LedgerHead }) {
  const { t, lang } = usePage();
  const text = t.ledger;
  const codes: [string, string | undefined][] = [
    [text.root, head.root],
    [text.origin, head.origin],
    [text.key, head.key],
    [text.secondKey, head.secondKey],
  ];
  return (
    <section class="block" aria-labelledby="head">
      <h2 id="head">{text.head}</h2>
      <dl class="card slip wide">
        <div>
          <dt>{text.size}</dt>
          <dd class="figure">{count(head.size, lang)}</dd>
        </div>
        {head.publishedAt && (
          <div>
            <dt>{text.published}</dt>
            <dd>
              <time dateTime={head.publishedAt}>{moment(head.publishedAt, lang)}</time>
            </dd>
          </div>
        )}
        {codes.map(
          ([name, code]) =>
            code && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <code>{code}</code>
                </dd>
              </div>
            ),
        )}
      </dl>
      <p class="links">
        <a href="/checkpoint">{text.raw}</a>
      </p>
    </section>
  );
}

function Witnesses({ witnesses }: { witnesses: readonly LedgerWitness[] }) {
  const page = usePage();
  const { t, lang } = page;
  const text = t.ledger;
  return (
    <section class="block" aria-labelledby="witnesses">
      <h2 id="witnesses">{text.witnesses}</h2>
      <p class="lead-s">{text.witnessesText}</p>
      <div class="card">
        <Scroll label={text.witnessesCaption}>
          <table class="plain mid">
            <caption class="vh">{text.witnessesCaption}</caption>
            <thead>
              <tr>
                <th scope="col">{text.witness}</th>
                <th scope="col" class="num">
                  {text.cosigned}
                </th>
                <th scope="col">{text.cosignedAt}</th>
              </tr>
            </thead>
            <tbody>
              {witnesses.map(({ name, size, cosignedAt, trouble }) => (
                <tr key={name}>
                  <th scope="row">
                    <Own>{name}</Own>
                    {trouble && <p class="wrong">{page.say(trouble)}</p>}
                  </th>
                  <td class="num">{cosignedAt ? text.entries(count(size, lang)) : text.never}</td>
                  <td>{cosignedAt && <time dateTime={cosignedAt}>{moment(cosignedAt, lang)}</time>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </section>
  );
}
