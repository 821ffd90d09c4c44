import { refusals } from "../platform/index.ts";

/** What the catalog refuses, and in which words. */
export const refuse = refusals("catalog", {
  state_secret: {
    status: 422,
    zh: "涉及国家秘密的数据不得进入本平台，请按保密规定处理；所填内容未保存",
    en: "Data that involves a state secret may not enter this platform; nothing was saved",
  },
  attributes_missing: {
    status: 422,
    zh: "目录须写明格式、分类、共享属性、开放属性和更新周期，请补全后提交",
    en: "An entry must state format, class, share type, open type and update cycle; complete them, then submit",
  },
  incomplete: {
    status: 422,
    zh: "目录内容还不完整，请按提示补全后提交",
    en: "The entry is not complete yet; see the fields, then submit",
  },
  grading_wrong: {
    status: 422,
    zh: "分类分级不符合规定，请按提示修改",
    en: "Class or grade do not follow the rules; see the fields",
  },
  share_grounds_missing: {
    status: 422,
    zh: "列入有条件共享类的，须说明理由并提供依据",
    en: "Sharing on conditions needs a reason and a basis",
  },
  share_basis_insufficient: {
    status: 422,
    zh: "列入不予共享类的，须提供法律或行政法规依据；规章、规范性文件和通知不足以作为依据",
    en: "Not sharing needs a law or an administrative regulation; a department rule or a notice is not enough",
  },
  not_on_negative_list: {
    status: 409,
    zh: "不予共享须先经市大数据工作主管部门审核并纳入负面清单，请先就本条目办理“共享属性”",
    en: "Not sharing must first be approved by the city's data authority; propose the share type of this entry first",
  },
  open_condition_missing: {
    status: 422,
    zh: "有条件开放须写明开放条件",
    en: "Opening on conditions needs the conditions stated",
  },
  open_basis_insufficient: {
    status: 422,
    zh: "公共数据以开放为原则；不予开放须提供法律、法规或国家规定依据",
    en: "Public data is open by default; not opening needs a law, a regulation or a national rule as basis",
  },
  personal_open: {
    status: 422,
    zh: "含个人信息的数据未经匿名化、去标识化或权利人同意，不得无条件开放；法律法规要求公开的，请填写开放依据",
    en: "Personal information may not be opened unconditionally without de-identification, consent or a law that demands it; give the basis",
  },
  share_type_elsewhere: {
    status: 409,
    zh: "已公布目录的共享属性须通过“共享属性”程序变更",
    en: "The share type of a published entry changes through its own procedure",
  },
  open_type_elsewhere: {
    status: 409,
    zh: "已公布目录的开放属性须通过“开放属性”程序变更，未经审核不得降低开放程度",
    en: "The open type of a published entry changes through its own procedure; it may not be narrowed without review",
  },
  trigger_in_future: {
    status: 422,
    zh: "变化发生日不能晚于今天",
    en: "The day of the change may not lie in the future",
  },
  owed_amendment: {
    status: 409,
    zh: "因依据或职能变化发起的更新须完成，不能撤销",
    en: "An amendment owed after a change of law or function cannot be dropped",
  },
  told_once: {
    status: 422,
    zh: "需要补正的内容应当一次告知；下列各项此前没有提出：{items}",
    en: "Everything missing is told once; these were not named before: {items}",
  },
  unchanged: { status: 422, zh: "与现行内容相同，没有需要变更的", en: "Nothing would change" },
  narrowing: {
    status: 422,
    zh: "这是降低开放程度，请用“申请降低开放程度”",
    en: "This makes the entry less open; use the action for that",
  },
  widening: {
    status: 422,
    zh: "这是提高开放程度，请用“申请扩大开放”",
    en: "This makes the entry more open; use the action for that",
  },
  change_pending: {
    status: 409,
    zh: "该条目已有一件同类变更在办，请先办结",
    en: "A change of this kind is already under way for this entry",
  },
  not_published: {
    status: 409,
    zh: "该条目尚未公布或已注销，不能变更",
    en: "The entry is not published, or retired; it cannot be changed",
  },
  entry_missing: { status: 404, zh: "没有找到该目录条目", en: "No such entry in the catalog" },
  version_missing: { status: 404, zh: "没有找到该版本", en: "No such version" },
  snapshot_missing: { status: 404, zh: "没有这一天的开放清单", en: "There is no open list of that day" },
  not_a_provider: {
    status: 403,
    zh: "目录由公共管理和服务机构编制",
    en: "Entries are made by agencies that hold public data",
  },
  staff_only: {
    status: 403,
    zh: "共享负面清单仅供公共管理和服务机构查看",
    en: "The list of data not shared is for agencies only",
  },
});
