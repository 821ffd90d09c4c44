import { count, percent } from "../../format.ts";
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
  const rules = [...(quality.rules ?? [])].sort((a, b) => b.failed - a.failed);
  return (
    <section class="block" id="quality" aria-labelledby="quality-h">
      <h2 id="quality-h">
        {text.title} <small>{t.dataset.points(count(Math.round(quality.score), lang))}</small>
      </h2>
      <p class="lead-s">{text.lead}</p>
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
                  <th scope="col">{text.share}</th>
                </tr>
              </thead>
              <tbody>
                {rules.map((rule) => {
                  const share = rule.checked > 0 ? 1 - rule.failed / rule.checked : 1;
                  return (
                    <tr key={rule.id}>
                      <th scope="row">{page.say(rule.title)}</th>
                      <td>{t.words.dimension[rule.dimension] ?? rule.dimension}</td>
                      <td class="num">{count(rule.checked, lang)}</td>
                      <td class="num">{count(rule.failed, lang)}</td>
                      <td class="fill">
                        {percent(share, lang)}
                        <Bar share={share} tone={toneOf(share)} />
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
