import { count } from "../../format.ts";
import { usePage } from "../../page.ts";
import { urls } from "../../urls.ts";
import { placeOf } from "./load.ts";

/** Where in the published log an entry lies. */
export function FindEntry({ entry, size }: { entry: number | undefined; size: number }) {
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
