import type { LedgerHead } from "../api-types.ts";
import { count, moment } from "../format.ts";
import type { Client } from "../http/client.ts";
import { usePage } from "../page.ts";
import { Frame } from "../parts/frame.tsx";
import { Code, Crumbs, Nothing } from "../parts/small.tsx";
import { urls } from "../urls.ts";

export interface LedgerData {
  readonly head: LedgerHead | undefined;
  /** 0-based index of an entry that is asked for. */
  readonly entry: number | undefined;
}

export async function loadLedger(client: Client, query: URLSearchParams): Promise<LedgerData> {
  const asked = query.get("entry") ?? "";
  const head = await client.find<LedgerHead>("/ledger");
  return { head, entry: /^\d{1,12}$/.test(asked) ? Number(asked) : undefined };
}

const bundle = 256;

/** Where an entry lies (C2SP tlog-tiles): bundles of 256, indices in groups of three digits, `.p/n` while filling. */
export function placeOf(entry: number, size: number): { path: string; place: number } {
  const n = Math.floor(entry / bundle);
  const groups = String(n)
    .padStart(Math.ceil(String(n).length / 3) * 3, "0")
    .match(/\d{3}/g) ?? ["000"];
  const name = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
  const width = Math.min(bundle, size - n * bundle);
  return { path: `/tile/entries/${name}${width < bundle ? `.p/${width}` : ""}`, place: entry % bundle };
}

/** The public ledger: its head, its key, and how anyone can check an act against it. */
export function LedgerPage({ data }: { data: LedgerData }) {
  const { t, lang, publicUrl } = usePage();
  const text = t.ledger;
  const { head } = data;
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
        {!head && <Nothing title={text.down} />}
        {head && (
          <>
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
                <div>
                  <dt>{text.root}</dt>
                  <dd>
                    <code>{head.root}</code>
                  </dd>
                </div>
                <div>
                  <dt>{text.origin}</dt>
                  <dd>
                    <code>{head.origin}</code>
                  </dd>
                </div>
                <div>
                  <dt>{text.key}</dt>
                  <dd>
                    <code>{head.key}</code>
                  </dd>
                </div>
              </dl>
              <p class="links">
                <a href="/checkpoint">{text.raw}</a>
              </p>
            </section>
            <FindEntry entry={data.entry} size={head.size} />
            <section class="block" aria-labelledby="verify">
              <h2 id="verify">{text.verify}</h2>
              <ol class="card steps-l">
                <li>{text.step1}</li>
                <li>{text.step2}</li>
                <li>{text.step3}</li>
              </ol>
              <Code
                text={`curl ${publicUrl}/checkpoint\ntlog-verify verify ${publicUrl} --key ${head.key}`}
                label={text.verify}
              />
              <p class="lead-s">{text.tools}</p>
              <p class="lead-s">{text.privacy}</p>
            </section>
          </>
        )}
      </div>
    </Frame>
  );
}

function FindEntry({ entry, size }: { entry: number | undefined; size: number }) {
  const { t, lang } = usePage();
  const text = t.ledger;
  const place = entry !== undefined && entry < size ? placeOf(entry, size) : undefined;
  return (
    <section class="block" id="entry" aria-labelledby="entry-h">
      <h2 id="entry-h">{entry === undefined ? text.find : text.entry(count(entry, lang))}</h2>
      {place && (
        <>
          <p class="lead-s">{text.entryText}</p>
          <dl class="card slip wide">
            <div>
              <dt>{text.tile}</dt>
              <dd>
                <a href={place.path}>
                  <code>{place.path}</code>
                </a>
              </dd>
            </div>
            <div>
              <dt>{text.index}</dt>
              <dd>{text.place(String(place.place))}</dd>
            </div>
          </dl>
        </>
      )}
      {entry !== undefined && !place && <p class="lead-s">{text.entryBeyond}</p>}
      <form class="inline-form" action={`${urls.ledger}#entry`}>
        <label for="entry-n">{text.index}</label>
        <input
          id="entry-n"
          name="entry"
          inputMode="numeric"
          pattern="[0-9]{1,12}"
          required
          autoComplete="off"
        />
        <button class="btn" type="submit">
          {text.go}
        </button>
      </form>
    </section>
  );
}
