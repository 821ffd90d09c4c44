import { fillIn, type LogRefusal, type Params } from "./refusal.ts";

const texts = {
  "checkpoint.missing": {
    zh: "日志没有检查点文件 checkpoint",
    en: "the log has no file named checkpoint",
  },
  "checkpoint.refused": { zh: "检查点不可信：{reason}", en: "the checkpoint is not to be trusted: {reason}" },
  "previous.refused": {
    zh: "用于比较的旧检查点不可信：{reason}",
    en: "the earlier checkpoint is not to be trusted: {reason}",
  },
  "log.rollback": {
    zh: "日志被回退：旧检查点已有 {previous} 条，现在只有 {size} 条",
    en: "the log was rolled back: an earlier checkpoint has {previous} entries, this one {size}",
  },
  "log.fork": {
    zh: "历史被改写：现在的前 {previous} 条不是旧检查点所签的前 {previous} 条",
    en: "history was rewritten: the first {previous} entries are not those the earlier checkpoint signed",
  },
  "log.truncated": {
    zh: "日志被截断：检查点签了 {size} 条，序号 {index} 起的条目缺失（{path}）",
    en: "the log is truncated: {size} entries are signed, those from index {index} are missing ({path})",
  },
  "log.surplus": {
    zh: "{path} 中的条目多于应有数量，从序号 {index} 起",
    en: "{path} holds more entries than it may, from index {index}",
  },
  "bundle.malformed": {
    zh: "条目包 {path} 损坏，从序号 {index} 起无法读取",
    en: "entry bundle {path} is broken and cannot be read, from index {index}",
  },
  "entry.edited": { zh: "序号 {index} 的条目被改动（{path}）", en: "entry {index} was edited ({path})" },
  "entry.deleted": { zh: "序号 {index} 的条目被删除（{path}）", en: "entry {index} was deleted ({path})" },
  "entry.inserted": {
    zh: "序号 {index} 处插入了一条条目（{path}）",
    en: "an entry was inserted at index {index} ({path})",
  },
  "entry.reordered": {
    zh: "条目次序被改动，最先出现在序号 {index}（{path}）",
    en: "entries were reordered, first at index {index} ({path})",
  },
  "entries.rewritten": {
    zh: "序号 {index} 至 {last} 的条目中有改动，其底层数据块也一并被改（与 {path} 不符）",
    en: "among entries {index} to {last} some were changed, together with their tile (they contradict {path})",
  },
  "root.differs": {
    zh: "全部条目算出的根与检查点所签的根不同，数据块也被一并改写，无法定位",
    en: "the entries do not hash to the signed root; the tiles were rewritten too, so the place is unknown",
  },
  "entries.missing": {
    zh: "自有条目不全：检查点签了 {size} 条，序号 {index} 起没有",
    en: "the keeper's own entries are incomplete: {size} are signed, there are none from index {index}",
  },
  "bundle.missing": { zh: "缺少条目包 {path}", en: "entry bundle {path} is missing" },
  "bundle.differs": {
    zh: "条目包 {path} 被替换：与自有条目不同（自有条目与签名相符）",
    en: "entry bundle {path} was swapped: it differs from the keeper's own entries, which match the signature",
  },
  "cosignature.refused": {
    zh: "见证方 {name} 的签名不属于此检查点，或已被改动",
    en: "the cosignature by {name} is not one of this checkpoint, or was altered",
  },
  "cosignature.stale": {
    zh: "见证方 {name} 的签名过旧（POSIX 秒 {seconds}）",
    en: "the cosignature by {name} is too old (POSIX seconds {seconds})",
  },
  "cosignature.quorum": {
    zh: "见证签名不足：策略要求 {quorum}，有效的见证为 {found}",
    en: "too few witnesses: the policy asks for {quorum}, in order are {found}",
  },
  "tile.missing": { zh: "缺少数据块 {path}", en: "tile {path} is missing" },
  "tile.differs": {
    zh: "数据块 {path} 被替换：与由条目重算的结果不同（条目本身与签名相符）",
    en: "tile {path} was swapped: it differs from the one recomputed from the entries, which match the signature",
  },
} as const;

/** What an outside verification can find wrong. */
export type FindingCode = keyof typeof texts;

/** Findings of one kind that are listed; more are found but not kept, so that a wrecked log fits into memory. */
export const maxFindings = 100;

/** Every finding code, for tests and translations. */
export const findingCodes = Object.keys(texts) as FindingCode[];

/** One thing wrong with a log: where (first bad entry index or file path) and what, in Chinese and English. */
export type Finding = {
  readonly code: FindingCode;
  readonly index?: number;
  readonly path?: string;
  readonly zh: string;
  readonly en: string;
};

/** The outcome of `verifyLog` and `rebuildLog`. `findings` starts with the one nearest to the cause; `ok` means there is none. */
export type LogReport = {
  readonly ok: boolean;
  readonly origin?: string;
  /** Entries the checkpoint signs. */
  readonly size?: number;
  /** Entries read and hashed. */
  readonly entries: number;
  /** Hash tiles compared. */
  readonly tiles: number;
  readonly findings: readonly Finding[];
};

/** A finding with its texts filled in. */
export function finding(code: FindingCode, params: Params = {}): Finding {
  const { index, path } = params;
  return {
    code,
    ...(typeof index === "number" && { index }),
    ...(typeof path === "string" && { path }),
    zh: fillIn(texts[code].zh, params),
    en: fillIn(texts[code].en, params),
  };
}

/** A finding whose reason is another refusal's own text. */
export function refused(code: "checkpoint.refused" | "previous.refused", refusal: LogRefusal): Finding {
  return {
    code,
    zh: fillIn(texts[code].zh, { reason: refusal.zh }),
    en: fillIn(texts[code].en, { reason: refusal.en }),
  };
}
