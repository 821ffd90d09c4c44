import { refusals } from "../../platform/refusal.ts";

/** Why a delivered file is not loaded as a version. */
export const refuse = refusals("load", {
  mapping_malformed: {
    status: 422,
    zh: "列映射不合规范：{problem}",
    en: "The column mapping is malformed: {problem}",
  },
  already_there: {
    status: 409,
    zh: "该数据版本已经存在，版本一经写入不得覆盖",
    en: "This version exists already; a version is never overwritten",
  },
  file_changed: {
    status: 409,
    zh: "文件在检查之后发生了变化（检查时 {inspected} 字节，现在 {now} 字节），请重新检查",
    en: "The file has changed since it was inspected ({inspected} bytes then, {now} now); inspect it again",
  },
  rows_differ: {
    status: 422,
    zh: "读到 {loaded} 行数据，与检查时的 {inspected} 行不符，未写入任何版本",
    en: "{loaded} rows were read where the inspection counted {inspected}; no version was written",
  },
  unreadable: {
    status: 422,
    zh: "文件无法按检查结果读取：{reason}",
    en: "The file cannot be read the way it was inspected: {reason}",
  },
  cancelled: {
    status: 409,
    zh: "装载已取消，未写入任何版本",
    en: "Loading was cancelled; no version was written",
  },
  too_heavy: {
    status: 422,
    zh: "装载所需内存超过上限",
    en: "Loading needs more memory than allowed",
  },
});
