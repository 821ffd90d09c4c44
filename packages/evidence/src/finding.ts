const texts = {
  "zip.broken": { zh: "不是完整的 ZIP 文件：{what}", en: "this is no sound ZIP file: {what}" },
  "zip.too_large": {
    zh: "超出证据包的大小限制：{what}",
    en: "beyond the size an evidence pack may have: {what}",
  },
  "zip.bomb": {
    zh: "{name} 解压后与所声明的大小不符（压缩炸弹或损坏）",
    en: "{name} unpacks to another size than it declares (a bomb, or damage)",
  },
  "zip.damaged": { zh: "{name} 的校验和不符", en: "the checksum of {name} does not hold" },
  "zip.bad_name": { zh: "文件名不安全：{name}", en: "a file name that is not safe: {name}" },
  "zip.duplicate": { zh: "文件 {name} 出现了两次", en: "the file {name} is there twice" },
  "file.unknown": {
    zh: "有不属于证据包的文件 {name}",
    en: "the file {name} does not belong in an evidence pack",
  },
  "file.missing": { zh: "缺少文件 {name}", en: "the file {name} is missing" },
  "file.utf8": { zh: "{name} 不是合规的 UTF-8", en: "{name} is not UTF-8" },
  "file.json": {
    zh: "{name} 不是规范化的 JSON（RFC 8785），或有重复、保留的字段名",
    en: "{name} is not canonical JSON (RFC 8785), or repeats or reserves a name",
  },
  "file.form": { zh: "{name} 的 {field} 不合格式", en: "{name}: {field} is out of form" },
  "key.malformed": { zh: "包内密钥无法读取：{reason}", en: "a key in the pack cannot be read: {reason}" },
  "key.other": {
    zh: "包内所写的公钥不是您给出的公钥",
    en: "the key written in the pack is not the key you gave",
  },
  "checkpoint.refused": { zh: "检查点不可信：{reason}", en: "the checkpoint is not to be trusted: {reason}" },
  "witness.missing": {
    zh: "见证方 {name} 没有在检查点上签名",
    en: "the witness {name} did not sign the checkpoint",
  },
  "witness.quorum": {
    zh: "见证签名不足：{reason}",
    en: "too few witnesses signed the checkpoint: {reason}",
  },
  "entry.malformed": { zh: "第 {n} 项的条目无法读取：{reason}", en: "entry {n} cannot be read: {reason}" },
  "receipt.refused": {
    zh: "第 {n} 项的回执不成立：{reason}",
    en: "the receipt of entry {n} does not hold: {reason}",
  },
  "receipt.checkpoint": {
    zh: "第 {n} 项的回执用的是另一个检查点",
    en: "the receipt of entry {n} rests on another checkpoint",
  },
  "content.differs": {
    zh: "第 {n} 项的内容与存证的承诺不符：内容或盐值被改动",
    en: "the content of entry {n} is not what was committed to: content or salt was changed",
  },
  "content.form": {
    zh: "第 {n} 项的内容缺少办件、版本或状态",
    en: "the content of entry {n} lacks case, version or states",
  },
  "chain.order": {
    zh: "第 {n} 项不在前一项之后：次序或序号被改动",
    en: "entry {n} does not come after the one before it: order was changed, or an entry doubled",
  },
  "chain.other_case": {
    zh: "第 {n} 项属于另一件办件（{found}）",
    en: "entry {n} belongs to another case ({found})",
  },
  "chain.procedure": {
    zh: "第 {n} 项属于另一程序（{found}）",
    en: "entry {n} belongs to another procedure ({found})",
  },
  "chain.version": {
    zh: "第 {n} 项是版本 {found}，应为版本 {expected}：有办理行为被删去或添加",
    en: "entry {n} is version {found} where {expected} is due: an act was left out or put in",
  },
  "chain.state": {
    zh: "第 {n} 项从 {found} 开始，而前一项止于 {expected}",
    en: "entry {n} starts from {found}, the one before it ended in {expected}",
  },
  "chain.start": { zh: "第一项不是开办（版本 1，此前无状态）", en: "the first act does not open the case" },
  "period.due": {
    zh: "期限 {name} 的截止日不对：包内为 {found}，按规则应为 {expected}",
    en: "period {name}: due {found}, by the rule {expected}",
  },
  "period.rule": {
    zh: "期限 {name} 与规则 {rule} 的条款或天数不符",
    en: "period {name} is not as rule {rule} sets it",
  },
  "period.start": {
    zh: "期限 {name} 的起算时刻不是任何一项办理的时刻",
    en: "period {name} does not start at the time of any act",
  },
  "period.end": {
    zh: "期限 {name} 的结束时刻不是任何一项办理的时刻",
    en: "period {name} does not end at the time of any act",
  },
  "period.outcome": {
    zh: "期限 {name} 的结果写作 {found}，按时刻应为 {expected}",
    en: "period {name}: the outcome reads {found}; by the times it is {expected}",
  },
  "period.extension": {
    zh: "期限 {name} 的延长记录与办理或规则不符",
    en: "period {name}: an extension does not agree with the acts or the rule",
  },
  "period.notice": {
    zh: "逾期记录（第 {n} 项）没有对应的期限",
    en: "entry {n} tells of a period that ran out, and the pack holds no such period",
  },
  "html.differs": {
    zh: "index.html 不是由包内数据生成的：请勿采信该页面，改用 --html 生成",
    en: "index.html was not made from the pack's data: do not rely on it, make a page with --html",
  },
} as const;

const notes = {
  "key.from_pack": {
    zh: "公钥取自证据包本身，只能说明包内一致。请与平台公布的公钥核对：{key}",
    en: "the key was taken from the pack itself: this shows only that the pack agrees with itself. Compare with the published key: {key}",
  },
  "content.withheld": {
    zh: "{count} 项的内容未在包内（导出人不可见，或已依法删除）：只证明其存在、时间、主体与次序",
    en: "{count} contents are not in the pack (not the exporter's to see, or erased): only existence, time, actor and order are proved for them",
  },
  "tail.open": {
    zh: "第 {n} 项之后是否还有办理，证据包不能证明：须与整份日志核对（条目中有办件编号）",
    en: "whether more was done after entry {n} the pack cannot prove: compare with the whole log, whose entries carry the case's number",
  },
  "middle.open": {
    zh: "第 {n} 项之后的内容未公开，其间若有办理行为被略去，证据包也不能发现",
    en: "after entry {n} no content is shown, so an act left out among those that follow would not be seen either",
  },
  "time.backwards": {
    zh: "第 {n} 项所记时间早于前一项：次序以日志为准，时间由办理该项的机器所记",
    en: "entry {n} bears an earlier time than the one before it: the log holds the order, a machine's clock told the time",
  },
  "periods.stated": {
    zh: "期限由导出平台填写：已核对条款、天数、截止日，起止均为已证明的办理时刻；哪一项办结了期限、是否漏列期限，未经证明",
    en: "periods are the platform's statement: article, length and due day were reckoned anew, and they begin and end at times of proved acts; which act ended one, and that none is left out, is not proved",
  },
  "period.unchecked": {
    zh: "期限 {name} 未能核算：{reason}",
    en: "period {name} could not be reckoned: {reason}",
  },
  "article.differs": {
    zh: "包内第 {article} 条的说明与本工具的不同；以下用本工具的说明",
    en: "the pack's words on article {article} are not this tool's; this tool's are used below",
  },
  "words.stated": {
    zh: "名称、标题等文字和 document.json 由导出平台填写，未经证明，本工具不采用",
    en: "names, titles and document.json are the exporting platform's own statement; they are not proved and not used here",
  },
} as const;

export type EvidenceFindingCode = keyof typeof texts;
export type EvidenceNoteCode = keyof typeof notes;

/** Something that is wrong, or (a note) a limit of what is proved, in words. */
export interface EvidenceFinding<Code extends string = EvidenceFindingCode> {
  readonly code: Code;
  readonly zh: string;
  readonly en: string;
}
export type EvidenceNote = EvidenceFinding<EvidenceNoteCode>;

export const evidenceFindingCodes = Object.keys(texts) as EvidenceFindingCode[];

type Params = Readonly<Record<string, string | number>>;

export const finding = (code: EvidenceFindingCode, params: Params = {}): EvidenceFinding => ({
  code,
  zh: filled(texts[code].zh, params),
  en: filled(texts[code].en, params),
});

export const note = (code: EvidenceNoteCode, params: Params = {}): EvidenceNote => ({
  code,
  zh: filled(notes[code].zh, params),
  en: filled(notes[code].en, params),
});

/** Named values, short and without control or direction characters: they may come from a hostile file. */
function filled(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? harmless(String(params[name])).slice(0, 200) : whole,
  );
}

/** A text safe to print in a terminal: no control, format or direction characters but newline where kept. */
export function harmless(text: string, keepLines = false): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (c) => (keepLines && c === "\n" ? c : "\ufffd"));
}

/** Stops reading a pack that is not one. */
export class PackRefusal extends Error {
  readonly finding: EvidenceFinding;

  constructor(code: EvidenceFindingCode, params: Params = {}) {
    const found = finding(code, params);
    super(`${code}: ${found.en}`);
    this.name = "PackRefusal";
    this.finding = found;
  }
}
