import type {
  Bilingual,
  Container,
  Encoding,
  InspectionRefusalCode,
  InspectionRefused,
} from "./inspection.ts";

/** What a refused file says on screen. `{0}` is the detail. */
const texts: Record<InspectionRefusalCode, Bilingual> = {
  "inspect.not_found": { zh: "找不到文件", en: "no such file" },
  "inspect.not_a_file": { zh: "不是普通文件", en: "not a regular file" },
  "inspect.empty": { zh: "文件为空，没有任何内容，请重新导出", en: "the file is empty; export it again" },
  "inspect.too_large": { zh: "文件超过允许的大小（{0}）", en: "the file is larger than allowed ({0})" },
  "inspect.html_page": {
    zh: "内容是一个网页（{0}），不是数据文件；多半是下载时得到的错误页或登录页，请重新导出",
    en: "the content is a web page ({0}), not data: most likely an error or login page saved in place of the file",
  },
  "inspect.waf_message": {
    zh: "内容是来源系统的错误消息（{0}），不是数据；请重新导出",
    en: "the content is an error message of the source system ({0}), not data",
  },
  "inspect.two_documents": {
    zh: "一个文件里首尾相接放了多个 JSON 文档（第二个从第 {0} 字节开始），请分成多个文件",
    en: "several JSON documents are glued together (the second starts at byte {0}); deliver one file each",
  },
  "inspect.bad_json": { zh: "JSON 语法错误：{0}", en: "the JSON cannot be parsed: {0}" },
  "inspect.not_tabular": { zh: "里面没有可识别的表格：{0}", en: "no table in it: {0}" },
  "inspect.binary": {
    zh: "是二进制内容，不是表格数据（{0}）；请提供 CSV、XLSX、XLS、JSON、GeoJSON 或 Parquet",
    en: "binary content, not tabular data ({0}); deliver CSV, XLSX, XLS, JSON, GeoJSON or Parquet",
  },
  "inspect.unsupported": {
    zh: "不支持 {0} 文件，请提供 CSV、XLSX、XLS、JSON、GeoJSON 或 Parquet",
    en: "{0} files are not supported; deliver CSV, XLSX, XLS, JSON, GeoJSON or Parquet",
  },
  "inspect.encrypted": {
    zh: "文件设有密码或已加密，请去除密码后重新提供",
    en: "the file is encrypted or has a password",
  },
  "inspect.undecodable": {
    zh: "不是任何一种可识别的文字编码（UTF-8、GB18030、UTF-16）：{0}",
    en: "not in UTF-8, GB18030 or UTF-16: {0}",
  },
  "inspect.truncated": {
    zh: "文件在一个字符中间结束（第 {0} 字节），传输不完整，请重新上传",
    en: "the file ends inside a character (byte {0}): the transfer is incomplete",
  },
  "inspect.bomb": {
    zh: "压缩内容展开后过大或结构异常（{0}），不予解压；请重新打包，或直接上传其中的数据文件",
    en: "the archive inflates out of proportion or is malformed on purpose ({0}); pack it anew, or deliver the data file itself",
  },
  "inspect.archive_many": {
    zh: "压缩包里不是恰好一个数据文件（{0}），请分别提供",
    en: "the archive does not hold exactly one data file ({0}); deliver each by itself",
  },
  "inspect.corrupt": {
    zh: "文件已损坏：{0}；请用原软件打开后另存，再重新上传",
    en: "the file is damaged: {0}; open it where it was made, save it anew and deliver that",
  },
  "inspect.timeout": {
    zh: "解析超过时间上限（{0} 秒），请拆成较小的文件，或另存为 CSV 后上传",
    en: "reading took longer than allowed ({0} s); split the file, or save it as CSV",
  },
  "inspect.memory": {
    zh: "解析超过内存上限（{0} MB），请拆成较小的文件，或另存为 CSV 后上传",
    en: "reading needed more memory than allowed ({0} MB); split the file, or save it as CSV",
  },
  "inspect.no_data": { zh: "只有表头或说明，没有数据行", en: "a header or notes only: no data rows" },
  "inspect.too_wide": {
    zh: "列数超过上限（{0}），请检查分隔符，或只保留需要的列",
    en: "more columns than allowed ({0}); check the delimiter, or keep the columns that are needed",
  },
  "inspect.record_too_long": {
    zh: "有一条记录过长（{0}），多半是引号没有成对，请改正后重新上传",
    en: "a record is too long ({0}): most likely a quote that is never closed; mend it and deliver again",
  },
  "inspect.entities": {
    zh: "XML 中含有实体定义 DOCTYPE（{0}），出于安全原因拒绝；请用表格软件另存后上传",
    en: "the XML declares a document type ({0}), refused for safety; save it anew with a spreadsheet program",
  },
};

/** A reason to refuse, thrown inside the inspection and turned into an `InspectionRefused` at its edge. */
export class Unreadable extends Error {
  readonly code: InspectionRefusalCode;
  readonly detail: string;
  readonly at: number | undefined;
  constructor(code: InspectionRefusalCode, detail: string | number = "", at?: number) {
    super(`${code} ${detail}`);
    this.name = "Unreadable";
    this.code = code;
    this.detail = String(detail);
    this.at = at;
  }
}

export const isRefusalCode = (code: string): code is InspectionRefusalCode => Object.hasOwn(texts, code);

export function refused(
  why: Unreadable,
  file: InspectionRefused["file"],
  container: Container,
  encoding?: Encoding,
): InspectionRefused {
  const text = texts[why.code];
  const put = (s: string) => s.replace("{0}", why.detail).replace(/（）|\(\)/g, "");
  return {
    ok: false,
    file,
    container,
    ...(encoding ? { encoding } : {}),
    code: why.code,
    reason: { zh: put(text.zh), en: put(text.en) },
    ...(why.at === undefined ? {} : { at: why.at }),
  };
}
