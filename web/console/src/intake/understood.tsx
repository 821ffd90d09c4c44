import { count } from "../dates.ts";
import type { Inspection } from "../intake-types.ts";
import { useLanguage } from "../language.tsx";
import { setAsideTexts, understoodTexts as T } from "../texts/intake.ts";
import { Icon } from "../ui/icon.tsx";
import { rowRanges, type Warned } from "./mapping.ts";

const delimiters: Record<string, { zh: string; en: string }> = {
  ",": { zh: "逗号", en: "comma" },
  "\t": { zh: "制表符", en: "tab" },
  ";": { zh: "分号", en: "semicolon" },
  "|": { zh: "竖线", en: "bar" },
};

/** What the platform makes of a file: how it is written, where its table lies, what is not data, what to mind. */
export function Understood({
  inspection,
  warnings,
}: {
  inspection: Inspection;
  warnings: readonly Warned[];
}) {
  const { say } = useLanguage();
  const { encoding, sheet, header, text } = inspection;
  const container = inspection.container.toUpperCase();
  const facts: [string, string][] = [
    [
      say(T.container),
      inspection.inside ? say(T.inside, { inside: inspection.inside.toUpperCase(), container }) : container,
    ],
  ];
  if (encoding)
    facts.push([
      say(T.encoding),
      [
        encoding.narrowest.toUpperCase(),
        encoding.bom ? say(T.encodingBom) : "",
        encoding.errors.count ? say(T.encodingErrors, { n: encoding.errors.count }) : "",
      ]
        .filter(Boolean)
        .join(" · "),
    ]);
  if (text)
    facts.push([
      say(T.delimiter),
      say(delimiters[text.delimiter] ?? { zh: text.delimiter, en: text.delimiter }),
    ]);
  if (sheet)
    facts.push([say(T.sheet), say(T.sheetOf, { name: sheet.name, i: sheet.index + 1, n: sheet.of })]);
  facts.push([
    say(T.header),
    header.from === "none"
      ? say(T.headerNone)
      : header.from === "row"
        ? say(T.headerRow, { rows: rowRanges(header.rows) })
        : say(T.headerKeys),
  ]);
  facts.push([say(T.rows), count(inspection.rows) + (inspection.sampled ? ` · ${say(T.sampled)}` : "")]);
  facts.push([say(T.columns), String(inspection.columns.length)]);
  return (
    <section aria-labelledby="understood">
      <h2 id="understood">{say(T.title)}</h2>
      <dl className="facts card">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="two">
        {inspection.setAside.length > 0 && (
          <section className="card block" aria-labelledby="aside">
            <h3 id="aside">{say(T.setAside)}</h3>
            <ul className="ck">
              {inspection.setAside.map((aside) => (
                <li key={`${aside.kind}-${aside.rows?.[0] ?? aside.columns?.[0] ?? 0}`}>
                  <Icon name="minus" />
                  <b>
                    {say(setAsideTexts[aside.kind])}{" "}
                    <span className="muted">
                      {aside.rows?.length
                        ? say(T.setAsideRows, { rows: rowRanges(aside.rows) })
                        : say(T.setAsideCount, { n: aside.count })}
                    </span>
                  </b>
                  <small>
                    {aside.text ? `“${aside.text}” · ` : ""}
                    {say(aside.reason)}
                  </small>
                </li>
              ))}
            </ul>
          </section>
        )}
        <section className="card block" aria-labelledby="mind">
          <h3 id="mind">{say(T.warnings)}</h3>
          <ul className="ck">
            {warnings.length === 0 && (
              <li className="ok">
                <Icon name="check" />
                <b>{say(T.noWarnings)}</b>
              </li>
            )}
            {warnings.map((w) => (
              <li key={`${w.code}-${w.column}`} className={w.grave ? "bad" : "warn"}>
                <Icon name="alert" />
                <b>
                  {w.column ? `${w.column}：` : ""}
                  {say(w)}
                </b>
                {w.rows && <small>{say(T.warningRows, { rows: rowRanges(w.rows) })}</small>}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </section>
  );
}
