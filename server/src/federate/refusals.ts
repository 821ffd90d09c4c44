import { refusals } from "../platform/index.ts";

/** Every refusal of this unit, with what it says. Reasons of `@zhanqiao/httpsig` are added by `signatureRefused`. */
export const refuse = refusals("federate", {
  sign_in_first: { status: 401, zh: "请先登录", en: "Please sign in first" },
  authority_admin_only: {
    status: 403,
    zh: "只有本平台大数据工作主管部门的管理员可以办理平台对接",
    en: "Only an administrator of this instance's data authority may manage other instances",
  },
  peer_unknown: { status: 404, zh: "没有这个对接平台", en: "There is no such instance" },
  key_unknown: { status: 404, zh: "对接平台没有这个密钥", en: "The instance has no such key" },
  peer_exists: {
    status: 409,
    zh: "该地址或该层级区划的平台已登记",
    en: "An instance with this address, or of this level and division, is registered",
  },
  key_taken: { status: 409, zh: "该密钥已登记", en: "This key is registered already" },
  last_key: {
    status: 409,
    zh: "这是该平台最后一个有效密钥；请先登记新密钥，或暂停该平台",
    en: "This is the instance's last valid key: add another first, or suspend the instance",
  },
  state_same: { status: 409, zh: "对接平台已是该状态", en: "The instance is in this state already" },
  own_address: {
    status: 422,
    zh: "该地址是本平台自己的地址",
    en: "This address is this instance's own",
  },
  address_invalid: {
    status: 422,
    zh: "地址须为协议、主机和端口，不含路径，例如 https://data.example.gov.cn",
    en: "The address must be scheme, host and port without a path, such as https://data.example.gov.cn",
  },
  division_mismatch: {
    status: 422,
    zh: "行政区划代码与层级不符",
    en: "The division code does not fit the level",
  },
  key_invalid: { status: 422, zh: "公钥不符合所选算法", en: "The public key is not one of the algorithm" },
  period_invalid: {
    status: 422,
    zh: "密钥的失效时间须晚于生效时间，且不早于现在",
    en: "A key must end after it begins, and not in the past",
  },
  // Answers to requests of other instances.
  peer_suspended: { status: 401, zh: "该平台的对接已暂停", en: "This instance is suspended" },
  replayed: { status: 401, zh: "请求已被接收过一次", en: "The request has been accepted once already" },
  body_unexpected: {
    status: 400,
    zh: "这类请求不带正文，也不得有尾部字段",
    en: "A request of this method has no content, and none has fields after its content",
  },
  not_json: { status: 400, zh: "正文不是 JSON", en: "The content is not JSON" },
  // What becomes of our own requests to other instances.
  unreachable: {
    status: 503,
    zh: "对接平台 {peer} 无法连接或未及时答复",
    en: "The instance {peer} cannot be reached or did not answer in time",
  },
  redirected: {
    status: 503,
    zh: "对接平台 {peer} 要求转到其他地址，已拒绝",
    en: "The instance {peer} redirects elsewhere, which is refused",
  },
  answer_too_large: {
    status: 503,
    zh: "对接平台 {peer} 的答复超过 {most} 字节",
    en: "The answer of the instance {peer} is larger than {most} bytes",
  },
  answer_unsigned: {
    status: 503,
    zh: "对接平台 {peer} 的答复没有签名(状态 {status}{said})",
    en: "The answer of the instance {peer} is not signed (status {status}{said})",
  },
  answer_refused: {
    status: 503,
    zh: "对接平台 {peer} 的答复未通过签名验证：{zh}",
    en: "The answer of the instance {peer} does not pass verification: {en}",
  },
  hello_unfit: {
    status: 503,
    zh: "对接平台的答复不是问候应有的内容(状态 {status})",
    en: "The instance's answer is not that to a hello (status {status})",
  },
  hello_disagrees: {
    status: 503,
    zh: "双方登记的层级或行政区划不一致",
    en: "The two instances have different levels or divisions registered for each other",
  },
  no_common_key: {
    status: 503,
    zh: "与对接平台 {peer} 没有当前有效的共同算法",
    en: "There is no algorithm with keys valid now that {peer} and this instance share",
  },
});
