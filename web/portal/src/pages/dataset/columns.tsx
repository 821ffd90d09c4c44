import { count, percent } from "../../format.ts";
import { usePage } from "../../page.ts";
import { isCategories, Spark, Strip } from "../../parts/histogram.tsx";
import { Bar, Own, Scroll } from "../../parts/small.tsx";
import type { DatasetData } from "./load.ts";

/** The column dictionary: what each column holds, how full it is, how it spreads, what values look like. */
export function Columns({ data }: { data: DatasetData }) {
  const { t, lang } = usePage();
  const { columns, dataset, profiled } = data;
  if (columns.length === 0) return null;
  const text = t.dataset.columns;
  const described = new Map((dataset.entry.items ?? []).map((item) => [item.column, item]));
  return (
    <section class="block" id="columns" aria-labelledby="columns-h">
      <h2 id="columns-h">{t.dataset.tabs.columns}</h2>
      <div class="card">
        <Scroll label={text.caption}>
          <table class="dict">
            <caption class="vh">{text.caption}</caption>
            <thead>
              <tr>
                <th scope="col">{text.name}</th>
                <th scope="col">{text.type}</th>
                {profiled && <th scope="col">{text.fill}</th>}
                {profiled && <th scope="col">{text.spread}</th>}
                {profiled && <th scope="col">{text.samples}</th>}
              </tr>
            </thead>
            <tbody>
              {columns.map((column) => {
                const item = described.get(column.name);
                const histogram = column.histogram;
                return (
                  <tr key={column.name}>
                    <th scope="row">
                      <Own>{column.label}</Own>
                      <code>{column.name}</code>
                      {item?.description && (
                        <span class="note">
                          <Own>{item.description}</Own>
                        </span>
                      )}
                    </th>
                    <td>
                      {t.words.type[column.type] ?? column.type}
                      {column.unit && <span class="note">{column.unit}</span>}
                    </td>
                    {profiled && (
                      <td class="fill">
                        {typeof column.fill === "number" && (
                          <>
                            {percent(column.fill, lang)}
                            <Bar share={column.fill} tone={column.fill < 0.9 ? "fair" : "good"} />
                          </>
                        )}
                      </td>
                    )}
                    {profiled && (
                      <td class="spread">
                        {histogram &&
                          (isCategories(histogram) ? (
                            <Strip histogram={histogram} />
                          ) : (
                            <Spark histogram={histogram} label={text.histogram(column.label)} />
                          ))}
                        <span class="note">
                          {column.min != null && column.max != null && `${column.min} – ${column.max}`}
                          {(column.min == null || column.max == null) &&
                            typeof column.distinct === "number" &&
                            t.dataset.preview.distinct(count(column.distinct, lang))}
                        </span>
                      </td>
                    )}
                    {profiled && <td class="samples">{samplesOf(column.samples).join("、")}</td>}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      </div>
    </section>
  );
}

/** A few short samples; long ones are cut, empty ones left out. */
function samplesOf(samples: readonly (string | number | boolean | null)[] | undefined): string[] {
  return (samples ?? [])
    .filter((sample) => sample !== null && sample !== "")
    .slice(0, 4)
    .map((sample) => {
      const text = String(sample);
      return text.length > 24 ? `${text.slice(0, 24)}…` : text;
    });
}
