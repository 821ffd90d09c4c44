import { refusals } from "../platform/index.ts";

/** What opening refuses, and in which words. */
export const refuse = refusals("open", {
  dataset_missing: {
    status: 404,
    zh: "没有这个开放数据集",
    en: "There is no such open dataset",
  },
  version_missing: {
    status: 404,
    zh: "没有这个数据版本",
    en: "There is no such version of the data",
  },
  no_data: {
    status: 404,
    zh: "该数据集尚未发布数据",
    en: "No data has been published for this dataset yet",
  },
  not_open: {
    status: 403,
    zh: "该数据不予开放。依据：{basis}",
    en: "This data is not open. Basis: {basis}",
  },
  conditional: {
    status: 403,
    zh: "该数据有条件开放，须先申请并满足条件：{condition}",
    en: "This data is open on conditions; apply and meet them first: {condition}",
  },
  column_closed: {
    status: 403,
    zh: "列“{column}”含个人信息或级别较高，不予开放",
    en: "Column “{column}” is personal information or graded too high to be open",
  },
  no_columns: {
    status: 403,
    zh: "该数据集的列均含个人信息或级别较高，不予开放",
    en: "Every column of this dataset is personal information or graded too high to be open",
  },
  range_wrong: {
    status: 416,
    zh: "所请求的字节范围超出文件",
    en: "The byte range lies beyond the file",
  },
  exports_busy: {
    status: 503,
    zh: "正在生成的下载较多，请稍后再试",
    en: "Many downloads are being prepared; try again shortly",
  },
  export_slow: {
    status: 503,
    zh: "下载文件生成超时，请稍后再试或下载 Parquet 格式",
    en: "The download took too long to prepare; try again, or take the Parquet file",
  },
  xlsx_too_large: {
    status: 422,
    zh: "该版本有 {rows} 行、{columns} 列，超出一个工作表的容量（1,048,575 行、16,384 列），请下载 CSV 或 Parquet",
    en: "This version has {rows} rows and {columns} columns, more than a worksheet holds (1,048,575 by 16,384); take the CSV or Parquet file",
  },
  xlsx_text_too_long: {
    status: 422,
    zh: "列“{column}”中有 {length} 个字符的内容，超出一个单元格的容量（32,767），请下载 CSV 或 Parquet",
    en: "Column “{column}” has a text of {length} characters, more than a cell holds (32,767); take the CSV or Parquet file",
  },
  article_missing: {
    status: 404,
    zh: "没有这一条；本办法共五十二条",
    en: "There is no such article; the measures have 52",
  },
});
