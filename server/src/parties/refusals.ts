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
  change_password_first: {
    status: 403,
    zh: "请先修改由他人设置的密码",
    en: "First replace the password that somebody else has set",
  },
  enrol_first: {
    status: 403,
    zh: "该岗位须先启用第二因素",
    en: "This role needs a second factor; enrol one first",
  },
  authenticate_again: {
    status: 403,
    zh: "此操作需要重新验证身份",
    en: "This needs you to prove again who you are",
  },
  half_over: {
    status: 401,
    zh: "登录已超时，请从头开始登录",
    en: "Signing in took too long; please begin again",
  },
  code_wrong: {
    status: 403,
    zh: "验证码不正确、已使用或已过期",
    en: "The code is wrong, used already or out of date",
  },
  factor_unknown: { status: 409, zh: "尚未启用第二因素", en: "No second factor is enrolled" },
  enrolment_over: {
    status: 409,
    zh: "启用已超时，请重新开始",
    en: "Enrolling took too long; please begin again",
  },
  factor_needed: {
    status: 409,
    zh: "该岗位必须使用第二因素，不能停用，可以更换",
    en: "This role needs its second factor; it can be renewed but not removed",
  },
  factor_demo: {
    status: 409,
    zh: "演示账号的密码公开，不能启用第二因素或绑定身份",
    en: "A demonstration account's password is published; it takes no second factor and no linked identity",
  },
  factor_sealed: {
    status: 503,
    zh: "第二因素的密钥文件不匹配，请联系运维人员恢复密钥",
    en: "The key file of second factors does not fit; ask the operator to restore it",
  },
  own_factor: {
    status: 409,
    zh: "不能重置自己的第二因素，请在账号页更换或使用恢复码",
    en: "Your own second factor is not reset here; renew it on the account page",
  },
  session_unknown: { status: 404, zh: "没有这个会话", en: "There is no such session" },
  oidc_off: { status: 404, zh: "未配置统一身份认证", en: "No identity provider is configured" },
  oidc_away: {
    status: 503,
    zh: "统一身份认证暂时不可用，请稍后再试或使用账号密码登录",
    en: "The identity provider cannot be reached; try again shortly or sign in with a password",
  },
  oidc_declined: {
    status: 401,
    zh: "统一身份认证未通过或已取消",
    en: "The identity provider did not confirm you, or you cancelled",
  },
  oidc_wrong: {
    status: 401,
    zh: "统一身份认证的应答无效，请重新登录",
    en: "The identity provider's answer does not hold; please sign in again",
  },
  logout_wrong: { status: 400, zh: "退出通知无效", en: "The logout token does not hold" },
  flow_over: {
    status: 401,
    zh: "统一身份认证登录已超时或已使用，请重新开始",
    en: "This sign-in took too long or was used already; please begin again",
  },
  identity_unlinked: {
    status: 403,
    zh: "该统一身份尚未关联在用账号，请联系本机构的管理员在“人员与岗位”中关联",
    en: "This identity is linked to no active account; ask your organisation's administrator to link it",
  },
  identity_taken: {
    status: 409,
    zh: "该统一身份已关联其他账号",
    en: "This identity is linked to another account already",
  },
  identity_unknown: { status: 404, zh: "没有这项关联", en: "There is no such link" },
  issuer_unknown: {
    status: 422,
    zh: "签发者与平台配置的统一身份认证不符",
    en: "The issuer is not the identity provider of this platform",
  },
  not_yours: {
    status: 403,
    zh: "统一身份与当前登录的账号不一致",
    en: "The identity is not that of the account signed in",
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
