import type { CaseView, ViewedAct } from "./case-view.ts";
import { isNotice } from "./case-view.ts";
import { harmless } from "./finding.ts";
import type { PackPeriod, PackWords, Words } from "./format.ts";
import { beijing, labelOf } from "./labels.ts";
import { cited } from "./law-words.ts";
import { style } from "./page-style.ts";
import type { EvidenceReport } from "./verify-pack.ts";

interface Beside {
  /** The maker's words: only for the page inside a pack, which says that they are not proved. */
  readonly words?: PackWords;
  readonly document?: unknown;
  /** A verifier's result, on top. */
  readonly report?: Omit<EvidenceReport, "view">;
}

/**
 * A case as one HTML page: no script, no link, nothing loaded, print style; every text escaped. The page in a pack
 * must be exactly this for the pack's data (format 1), so that an edited one is found.
 */
export function renderHtml(view: CaseView, beside: Beside): string {
  const { manifest } = view;
  const title = `${manifest.case} 证据包 / evidence`;
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${esc(title)}</title>
<style>${style}</style></head><body><main>
<h1>${esc(beside.words?.title || manifest.case)}<small>${both({ zh: "证据包", en: "Evidence pack" })}</small></h1>
${beside.report ? result(beside.report, view) : unchecked()}
${facts(view, beside.words)}
<h2>${both({ zh: "经过", en: "History" })}</h2>
<ol class="acts">${view.acts.map((act) => actItem(act, beside.words)).join("")}</ol>
${view.periods.length ? periodsTable(view.periods, beside.words) : ""}
${view.articles.length ? articleList(view) : ""}
${beside.document === undefined ? "" : stated(beside.document, beside.words)}
</main></body></html>
`;
}

function unchecked(): string {
  return `<p class="box">${both({
    zh: "本页由导出平台按包内数据生成，名称、标题未经证明。是否可信，请用 zhanqiao-verify 核验本证据包。",
    en: "This page was made by the exporting platform from the data in the pack; names and titles are not proved. Check the pack with zhanqiao-verify.",
  })}</p>`;
}

function result(report: Omit<EvidenceReport, "view">, view: CaseView): string {
  const said = report.ok
    ? report.keyGiven
      ? { zh: "核验通过", en: "Verified" }
      : { zh: "包内一致，公钥尚待核对", en: "Consistent in itself; the key is still to be compared" }
    : { zh: "核验未通过", en: "NOT verified" };
  const list = (items: readonly Words[]) =>
    items.length ? `<ul>${items.map((one) => `<li>${both(one)}</li>`).join("")}</ul>` : "";
  const witnessed = view.cosignatures.map(({ name, at }) => ({
    zh: `见证：${name}，${beijing(at)}`,
    en: `cosigned by ${name}`,
  }));
  return `<section class="box ${report.ok ? "ok" : "bad"}"><strong>${both(said)}</strong>${list(report.findings)}${list(witnessed)}</section>
<section class="box"><strong>${both({ zh: "没有证明的", en: "What this does not prove" })}</strong>${list(report.notes)}</section>`;
}

function facts({ manifest, size, root }: CaseView, words?: PackWords): string {
  const right = labelOf(manifest.right);
  return `<dl class="facts">
${fact("办件编号", "Case", code(manifest.case))}
${fact("程序", "Procedure", `${code(manifest.procedure)}${words ? ` ${both(words.procedure)}` : ""}`)}
${fact("存证日志", "Log", code(manifest.origin))}
${fact("检查点", "Checkpoint", `${size} <small>${code(root)}</small>`)}
${fact("公钥", "Key", manifest.keys.map(code).join("<br>"))}
${fact("制作时间（导出平台所述）", "Made (as stated)", time(manifest.madeAt))}
${fact("依据（导出平台所述）", "By right of (as stated)", right ? both(right) : code(manifest.right))}
</dl>`;
}

function actItem({ n, index, entry, act, notice }: ViewedAct, words?: PackWords): string {
  const name = isNotice(entry.act) ? labelOf(entry.act) : own(words?.acts, entry.act);
  const org = entry.actor.org;
  const orgName = own(words?.organisations, org);
  const role = labelOf(entry.actor.role);
  const opened = act
    ? `<p>${both({ zh: `版本 ${act.version}`, en: `version ${act.version}` })} · ${state(act.from, words)} → ${state(act.to, words)}</p>${fields(act.contents, words)}`
    : notice
      ? fields(notice, words)
      : `<p class="dim">${both({ zh: "内容未在包内，只有承诺", en: "content not in the pack, only its commitment" })}</p>`;
  return `<li value="${n}"><h3>${name ? `${both(name)} ` : ""}${code(entry.act)}</h3>
<p class="dim">${time(entry.at)} · ${role ? both(role) : code(entry.actor.role)} ${org === entry.actor.role ? "" : code(org)}${orgName ? ` ${esc(orgName)}` : ""} · ${both({ zh: cited(entry.instrument, entry.article, "zh"), en: cited(entry.instrument, entry.article, "en") })} · ${both({ zh: `日志第 ${index} 条`, en: `log entry ${index}` })}</p>
${opened}</li>`;
}

const state = (name: string, words?: PackWords) => {
  const known = own(words?.states, name);
  return `${known ? `${both(known)} ` : ""}${code(name)}`;
};

function fields(values: Readonly<Record<string, unknown>>, words?: PackWords): string {
  const rows = Object.entries(values).map(([name, value]) => {
    const known = own(words?.fields, name);
    const shown = typeof value === "string" ? value : JSON.stringify(value, null, 1);
    return `<dt>${known ? `${both(known)} ` : ""}${code(name)}</dt><dd>${esc(shown)}</dd>`;
  });
  return rows.length ? `<dl class="content">${rows.join("")}</dl>` : "";
}

function periodsTable(periods: readonly PackPeriod[], words?: PackWords): string {
  const rows = periods.map((period) => {
    const outcome = period.outcome ? labelOf(period.outcome) : { zh: "进行中", en: "running" };
    const owed = own(words?.organisations, period.owedBy);
    const longer = period.extensions
      .map((one) => `<br><code>${esc(one.fromDue)} → ${esc(one.toDue)}</code>`)
      .join("");
    return `<tr><td>${both({ zh: cited(period.pack, period.article, "zh"), en: cited(period.pack, period.article, "en") })}<br>${code(period.rule)}</td>
<td>${code(period.owedBy)}${owed ? `<br>${esc(owed)}` : ""}</td><td>${period.days}</td><td>${time(period.trigger)}</td><td><code>${esc(period.due)}</code>${longer}</td>
<td>${outcome ? both(outcome) : ""}${period.endedAt ? `<br>${time(period.endedAt)}` : ""}</td></tr>`;
  });
  const heads: [string, string][] = [
    ["期限", "Period"],
    ["责任单位", "Owed by"],
    ["天数", "Days"],
    ["起算", "From"],
    ["截止日", "Due"],
    ["结果", "Outcome"],
  ];
  return `<h2>${both({ zh: "期限", en: "Periods" })}</h2><div class="wide" role="region" aria-label="期限 / Periods" tabindex="0"><table><thead><tr>${heads
    .map(([zh, en]) => `<th scope="col">${both({ zh, en })}</th>`)
    .join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function articleList({ articles }: CaseView): string {
  const items = articles.map(
    ({ instrument, article, zh, en }) =>
      `<dt>${both({ zh: cited(instrument, article, "zh"), en: cited(instrument, article, "en") })}</dt><dd>${both({ zh, en })}</dd>`,
  );
  return `<h2>${both({ zh: "所依据的条款（平台的说明，非条文原文）", en: "Articles, in the platform's words" })}</h2><dl class="content">${items.join("")}</dl>`;
}

function stated(document: unknown, words?: PackWords): string {
  const body =
    typeof document === "object" && document !== null
      ? fields(document as Record<string, unknown>, words)
      : `<pre>${esc(JSON.stringify(document))}</pre>`;
  return `<h2>${both({ zh: "平台所存的办件内容（未经存证证明）", en: "What the platform keeps of the case (not proved)" })}</h2>${body}`;
}

const own = <T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  table && Object.hasOwn(table, key) ? table[key] : undefined;

const fact = (zh: string, en: string, value: string) => `<dt>${both({ zh, en })}</dt><dd>${value}</dd>`;
const code = (text: string) => `<code>${esc(text)}</code>`;
const time = (at: string) => `<time datetime="${esc(at)}">${esc(beijing(at))}</time>`;
const both = ({ zh, en }: Words) => `${esc(zh)}<span lang="en">${esc(en)}</span>`;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const esc = (text: string) => harmless(text, true).replace(/[&<>"']/g, (c) => entities[c]!);
