import { refusals } from "../platform/index.ts";

/** Every refusal of this unit, with what it says. */
export const refuse = refusals("collect", {
  sign_in: { status: 401, zh: "请先登录", en: "Please sign in first" },
  not_yours: {
    status: 403,
    zh: "只有数据提供单位可以为该目录汇聚数据",
    en: "Only the organisation that provides this entry may deliver data for it",
  },
  officer_needed: {
    status: 403,
    zh: "此操作应由本单位的数据专员办理，您目前的岗位不能办理",
    en: "This is for a data officer of your organisation to do; your role may not",
  },
  entry_missing: { status: 404, zh: "没有找到该目录", en: "There is no such catalog entry" },
  entry_not_published: {
    status: 409,
    zh: "目录尚未发布或已经下线，不能发布数据",
    en: "The catalog entry is not published, or no longer; data cannot be published for it",
  },
  intake_missing: {
    status: 404,
    zh: "没有找到该文件，或您无权查看",
    en: "No such intake, or it is not yours to see",
  },
  too_large: {
    status: 413,
    zh: "文件超过允许的大小({limit} 字节)",
    en: "The file is larger than allowed ({limit} bytes)",
  },
  too_many_open: {
    status: 429,
    zh: "本单位尚有 {count} 个文件未办完，请先发布或取消其中一些",
    en: "Your organisation has {count} unfinished intakes; publish or cancel some first",
  },
  not_now: {
    status: 409,
    zh: "文件目前处于“{state}”，不能{action}",
    en: "The intake is “{state}” now; it cannot be {action}",
  },
  piece_type: {
    status: 415,
    zh: "上传内容须为 {type}",
    en: "The piece must be sent as {type}",
  },
  offset_missing: {
    status: 400,
    zh: "请在 Upload-Offset 中给出从第几个字节续传",
    en: "Give the offset of these bytes in Upload-Offset",
  },
  offset_wrong: {
    status: 409,
    zh: "续传位置不对：平台已收到 {received} 字节，请从这里继续",
    en: "Wrong offset: {received} bytes have been received; go on from there",
  },
  upload_busy: {
    status: 409,
    zh: "该文件正在由另一个连接上传，请稍后再试",
    en: "Another connection is uploading this file; try again shortly",
  },
  beyond_declared: {
    status: 413,
    zh: "上传内容超过申报的 {bytes} 字节，没有保存",
    en: "More than the declared {bytes} bytes were sent; nothing was kept",
  },
  mapping_wrong: {
    status: 422,
    zh: "列的对应关系不符合要求，请按提示修改",
    en: "The column mapping is not valid; see the fields",
  },
  warnings_unaccepted: {
    status: 422,
    zh: "文件存在会造成数据缺失或不准确的问题，请逐项确认后再装载",
    en: "The file has problems that cost data or accuracy; accept each of them before loading",
  },
  no_rows: {
    status: 422,
    zh: "没有任何数据行，不能发布",
    en: "There are no data rows; nothing can be published",
  },
  fault: {
    status: 503,
    zh: "平台处理该文件时多次出现故障，已记录，请重试或联系管理员",
    en: "The platform failed on this file several times; it has been recorded. Try again or tell the operator",
  },
  empty: { status: 422, zh: "文件为空，没有任何内容", en: "The file is empty" },
  not_taken: { status: 422, zh: "文件没有接收：{zh}", en: "The file was not taken: {en}" },
  wrong_cursor: {
    status: 400,
    zh: "翻页标记无效，请从第一页重新开始",
    en: "The page cursor is not valid; start from the first page",
  },
});
