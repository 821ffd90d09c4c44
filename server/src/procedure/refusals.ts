import { refusals } from "../platform/index.ts";

/** What the engine refuses, and in which words. */
export const refuse = refusals("procedure", {
  unknown_procedure: {
    status: 404,
    zh: "没有名为“{name}”的程序",
    en: "There is no procedure named “{name}”",
  },
  too_many_filings: {
    status: 429,
    zh: "这个网络地址一小时内提交的事项已达上限，请在 {minutes} 分钟后再提交",
    en: "As many cases as one network may file in an hour have been filed; file again in {minutes} minutes",
  },
  unknown_action: {
    status: 404,
    zh: "“{procedure}”程序没有“{action}”这一操作",
    en: "Procedure “{procedure}” has no action “{action}”",
  },
  case_missing: {
    status: 404,
    zh: "没有找到该办件，或您无权查看",
    en: "No such case, or it is not yours to see",
  },
  follow_up_wrong: {
    status: 404,
    zh: "受理编号或查询码不正确",
    en: "The receipt number or the follow-up code is wrong",
  },
  not_an_opening: { status: 422, zh: "“{action}”不能用来新开办件", en: "“{action}” does not open a case" },
  not_yours: {
    status: 403,
    zh: "此操作应由{who}办理，您目前的岗位不能办理",
    en: "This is for {who} to do; your role may not",
  },
  other_eyes_needed: {
    status: 403,
    zh: "审核人不能与提交人为同一人，请由本单位另一名审核人员办理",
    en: "The reviewer may not be the person who submitted; another reviewer of your organisation must decide",
  },
  not_now: {
    status: 409,
    zh: "办件目前处于“{state}”，不能“{action}”",
    en: "The case is “{state}” now; “{action}” is not possible",
  },
  version_conflict: {
    status: 409,
    zh: "办件已被他人更新(现为第 {version} 版)，您的操作没有生效，请查看最新情况后再办理",
    en: "Somebody else has updated the case (now version {version}); nothing was changed. Look again, then decide",
  },
  version_needed: {
    status: 428,
    zh: "请在 If-Match 中给出所依据的办件版本",
    en: "Give the version you decided on in If-Match",
  },
  contents_missing: {
    status: 422,
    zh: "内容不完整或不符合要求，请按提示补正",
    en: "The contents are incomplete or wrong; see the fields",
  },
  not_extendable: { status: 409, zh: "该期限已不能延长", en: "This period cannot be extended any more" },
  not_bulk: { status: 422, zh: "“{action}”须逐件办理", en: "“{action}” must be decided case by case" },
  wrong_cursor: {
    status: 400,
    zh: "翻页标记无效，请从第一页重新开始",
    en: "The page cursor is not valid; start from the first page",
  },
});
