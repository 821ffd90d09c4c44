import { count, points } from "../../format.ts";
import { usePage } from "../../page.ts";
import { Bar, Scroll } from "../../parts/small.tsx";
import type { DatasetData } from "./load.ts";

export const toneOf = (share: number) => (share >= 0.95 ? "good" : share >= 0.8 ? "fair" : "poor");

/** The score and why: every rule that was run, how many cells it looked at, how many failed. */
export function QualitySection({ data }: { data: DatasetData }) {
  const page = usePage();
  const { t, lang } = page;
  const quality = data.profiled?.quality;
  if (!quality) return null;
  const text = t.dataset.qualityOf;
  // What costs most stands first.
  const rules = [...(quality.rules ?? [])].sort((a, b) => a.score - b.score || b.failed - a.failed);
  return (
    <section class="block" id="quality" aria-labelledby="quality-h">
      <h2 id="quality-h">
        {text.title}{" "}
        {quality.score !== null && <small>{t.dataset.points(points(quality.score, lang))}</small>}
      </h2>
      <p class="lead-s">
        {text.lead} {text.formula}
      </p>
      {rules.length > 0 && (
        <div class="card">
          <Scroll label={text.caption}>
            <table class="plain mid">
              <caption class="vh">{text.caption}</caption>
              <thead>
                <tr>
                  <th scope="col">{text.rule}</th>
                  <th scope="col">{text.dimension}</th>
                  <th scope="col" class="num">
                    {text.checked}
                  </th>
                  <th scope="col" class="num">
                    {text.failed}
                  </th>
                  <th scope="col">{text.score}</th>
                </tr>
              </thead>
              <tbody>
                {rules.map((rule) => {
                  return (
                    <tr key={rule.id}>
                      <th scope="row">
                        {page.say(rule.title)}
                        {rule.failed > 0 && rule.found && <p class="xs">{page.say(rule.found)}</p>}
                      </th>
                      <td>{t.words.dimension[rule.dimension] ?? rule.dimension}</td>
                      <td class="num">{count(rule.checked, lang)}</td>
                      <td class="num">{count(rule.failed, lang)}</td>
                      <td class="fill">
                        {points(rule.score, lang)}
                        <Bar share={rule.score / 100} tone={toneOf(rule.score / 100)} />
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </Scroll>
        </div>
      )}
    </section>
  );
}
