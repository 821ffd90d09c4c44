import { refusals } from "../platform/index.ts";

/** Every refusal of this unit, with what it says. */
export const refuse = refusals("parties", {
  wrong_login: { status: 401, zh: "账号或密码不正确", en: "The login or the password is wrong" },
  too_many_tries: {
    status: 429,
    zh: "尝试次数过多，请在{minutes}分钟后再试",
    en: "Too many tries; try again in {minutes} min",
  },
  busy: { status: 503, zh: "登录人数较多，请稍后再试", en: "Many are signing in; try again shortly" },
  cross_site: {
    status: 403,
    zh: "请求来自其他网站，已拒绝",
    en: "The request comes from another site and is refused",
  },
  csrf: {
    status: 403,
    zh: "请求缺少有效的防伪标记，请刷新页面后重试",
    en: "The request lacks a valid anti-forgery token; reload the page and try again",
  },
  session_over: {
    status: 401,
    zh: "登录已失效，请重新登录",
    en: "The session is over; please sign in again",
  },
  sign_in_first: { status: 401, zh: "请先登录", en: "Please sign in first" },
  admin_only: {
    status: 403,
    zh: "只有本机构的管理员可以办理",
    en: "Only an administrator of the organisation may do this",
  },
  authority_only: {
    status: 403,
    zh: "只有同级大数据工作主管部门的管理员可以办理机构登记",
    en: "Only an administrator of the data authority of that level may register or close organisations",
  },
  person_unknown: { status: 404, zh: "没有这个人员", en: "There is no such person" },
  organisation_unknown: { status: 404, zh: "没有这个机构", en: "There is no such organisation" },
  login_taken: { status: 409, zh: "这个账号已被使用", en: "This login is taken" },
  organisation_exists: {
    status: 409,
    zh: "已有相同统一社会信用代码或名称的机构，或该层级区划已有主管部门",
    en: "An organisation with this credit code or name, or an authority of this level and division, exists",
  },
  uscc_invalid: {
    status: 422,
    zh: "统一社会信用代码不正确",
    en: "The unified social credit code is not valid",
  },
  division_mismatch: {
    status: 422,
    zh: "行政区划不存在，或与机构层级不符",
    en: "The division does not exist or does not fit the organisation's level",
  },
  role_not_of_kind: {
    status: 422,
    zh: "这类机构不能设置该角色",
    en: "An organisation of this kind cannot give this role",
  },
  not_yourself: {
    status: 409,
    zh: "不能停用自己的账号，也不能取消自己的管理员角色",
    en: "You cannot disable yourself or give up your own administrator role",
  },
  password_weak: { status: 422, zh: "密码不符合要求", en: "The password does not meet the rules" },
  password_wrong: { status: 403, zh: "当前密码不正确", en: "The current password is wrong" },
  demo_fixed: {
    status: 409,
    zh: "演示账号的密码公开且不可修改",
    en: "The password of a demonstration account is published and cannot be changed",
  },
  no_authority: {
    status: 409,
    zh: "该层级和区划尚未登记大数据工作主管部门",
    en: "No data authority is registered for this level and division",
  },
});
