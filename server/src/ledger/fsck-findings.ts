import type { Finding as LogFinding } from "@zhanqiao/tlog";
import { fill, type Text } from "../platform/index.ts";

const texts = {
  "key.unknown": {
    zh: "检查点不是用给出的密钥签的：{reason}",
    en: "the checkpoint is not signed by the key given: {reason}",
  },
  "log.unpublished": {
    zh: "日志已有条目，却没有检查点",
    en: "the log has entries and no checkpoint",
  },
  "row.missing": {
    zh: "数据库中缺少序号 {index} 的条目",
    en: "the database lacks the entry at index {index}",
  },
  "head.differs": {
    zh: "日志首部记 {size} 条，数据库实有 {placed} 条",
    en: "the log's head counts {size} entries, the database holds {placed}",
  },
  "checkpoint.rolled_back": {
    zh: "{where}的检查点签了 {kept} 条，数据库现在只有 {size} 条：数据库被回退",
    en: "a checkpoint {whereEn} signs {kept} entries, the database's only {size}: the database was put back",
  },
  "checkpoint.forked": {
    zh: "{where}的 {kept} 条的检查点与现有条目算出的根不同",
    en: "a checkpoint of {kept} entries {whereEn} has another root than the entries",
  },
  "entry.malformed": {
    zh: "序号 {index} 的条目不合格式：{reason}",
    en: "the entry at index {index} is out of form: {reason}",
  },
  "content.differs": {
    zh: "{name}：序号 {index} 的留存内容被改动，与条目所承诺的不符",
    en: "{name}: the content kept for entry {index} was changed; it is not what the entry commits to",
  },
  "content.missing": {
    zh: "{name}：序号 {index} 的留存内容不见了，也没有删除记录",
    en: "{name}: the content of entry {index} is gone and no act erased it",
  },
  "content.not_erased": {
    zh: "{name}：序号 {index} 的内容记为已删除，却仍在",
    en: "{name}: the content of entry {index} is on record as erased and still there",
  },
  "act.unrecorded": {
    zh: "{name}：办理行为 {act}（{id}）没有进入存证日志",
    en: "{name}: the act {act} ({id}) has no entry in the log",
  },
  "act.doubled": {
    zh: "{name}：办理行为 {act}（{id}）在日志中有 {count} 条",
    en: "{name}: the act {act} ({id}) has {count} entries in the log",
  },
  "act.differs": {
    zh: "{name}：办理行为 {act}（{id}）的“{field}”与序号 {index} 的条目不符",
    en: "{name}: “{field}” of the act {act} ({id}) is not what entry {index} says",
  },
  "act.missing": {
    zh: "{name}：序号 {index} 的条目所记的办理行为 {act}（{id}）在办件中不存在",
    en: "{name}: entry {index} records an act {act} ({id}) that the cases do not hold",
  },
} as const satisfies Record<string, Text>;

/** What the check finds wrong beyond what an outside verifier can see. */
export type FsckCode = keyof typeof texts;
export const fsckCodes = Object.keys(texts) as FsckCode[];

/** One thing wrong: a code, where (index in the log, case or dataset, file), and the words for it. */
export interface FsckFinding extends Text {
  readonly code: FsckCode | LogFinding["code"];
  readonly index?: number;
  /** Case number, dataset code or another name people know it by. */
  readonly name?: string;
  readonly path?: string;
}

type Params = Readonly<Record<string, string | number>>;

/** A finding with its words filled in. */
export function found(code: FsckCode, params: Params = {}): FsckFinding {
  const { index, name, path } = params;
  return {
    code,
    ...(typeof index === "number" && index >= 0 ? { index } : {}),
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof path === "string" ? { path } : {}),
    ...fill(texts[code], { ...params, ...(index === -1 ? { index: "—" } : {}) }),
  };
}

/** Findings in the order they were made, so many of them that nobody would read more; the rest is counted. */
export class Findings {
  readonly #most: number;
  readonly list: FsckFinding[] = [];
  total = 0;

  constructor(most = 200) {
    this.#most = most;
  }

  add(...more: readonly FsckFinding[]): void {
    this.total += more.length;
    this.list.push(...more.slice(0, Math.max(0, this.#most - this.list.length)));
  }
}
