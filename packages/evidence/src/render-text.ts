import { isNotice, type ViewedAct } from "./case-view.ts";
import { harmless } from "./finding.ts";
import { beijing, labelOf } from "./labels.ts";
import { cited } from "./law-words.ts";
import type { EvidenceReport } from "./verify-pack.ts";

/** The result and, from checked data only, the case, as lines for a terminal. */
export function renderText(report: EvidenceReport): string {
  const { view } = report;
  const lines = [headline(report)];
  for (const { zh, en } of report.findings) lines.push(`✗ ${zh}`, `  ${en}`);
  if (view) {
    const { manifest } = view;
    lines.push("", `${manifest.case}  ${manifest.procedure}  ${manifest.origin}`);
    lines.push(`检查点 / checkpoint: ${view.size}  ${view.root}`);
    for (const { name, at } of view.cosignatures) lines.push(`见证 / cosigned: ${name} ${beijing(at)}`);
    for (const act of view.acts) lines.push("", ...actLines(act));
    if (view.periods.length > 0) lines.push("");
    for (const period of view.periods) {
      const outcome = period.outcome ? labelOf(period.outcome) : undefined;
      lines.push(
        `期限 / period ${period.rule} ${cited(period.pack, period.article, "zh")} ${period.owedBy}`,
        `    ${period.days} 天 / days, ${beijing(period.trigger)} → ${period.due} ${outcome ? `${outcome.zh} / ${outcome.en}` : "进行中 / running"}`,
      );
    }
    for (const { article, instrument, zh } of view.articles)
      lines.push("", cited(instrument, article, "zh"), `    ${zh}`);
  }
  if (report.notes.length > 0) lines.push("");
  for (const { zh, en } of report.notes) lines.push(`· ${zh}`, `  ${en}`);
  return `${lines.map((line) => harmless(line)).join("\n")}\n`;
}

function headline({ ok, keyGiven }: EvidenceReport): string {
  if (!ok) return "核验未通过 / NOT verified";
  return keyGiven
    ? "核验通过 / verified"
    : "包内一致，公钥尚待核对 / consistent in itself; the key is still to be compared";
}

function actLines({ n, index, entry, act, notice }: ViewedAct): string[] {
  const { role, org } = entry.actor;
  const who = [labelOf(role)?.zh ?? role, org === role ? "" : org].filter(Boolean).join(" ");
  const name = isNotice(entry.act) ? `${labelOf(entry.act)?.zh ?? ""} ${entry.act}` : entry.act;
  const lines = [
    `${n}. ${name}`,
    `    ${beijing(entry.at)}  ${who}  ${cited(entry.instrument, entry.article, "zh")}  #${index}`,
  ];
  if (act) lines.push(`    v${act.version}: ${act.from} → ${act.to}`);
  const contents = act?.contents ?? notice;
  if (!contents) lines.push("    内容未在包内 / content not in the pack");
  for (const [field, value] of Object.entries(contents ?? {}))
    lines.push(`    ${field}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return lines;
}
