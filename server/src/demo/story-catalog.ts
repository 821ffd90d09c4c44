import type { EntryContent } from "../catalog/index.ts";
import type { Teller } from "./teller.ts";

/** An entry of the story: its code in the catalog and the case it was made in. */
export interface Catalogued {
  readonly code: string;
  readonly caseId: string;
  readonly provider: string;
}

const privacyLaw = { kind: "law", title: "中华人民共和国个人信息保护法", clause: "第十条" } as const;

/** An entry without data in this story: only what the catalog says of it. */
function described(name: string, abstract: string, more: Partial<EntryContent>): EntryContent {
  return {
    name,
    abstract: `${abstract}（演示数据，不反映真实情况。）`,
    format: "database",
    fields32: "other",
    class: "governance",
    grade: "L2",
    shareType: "unconditional",
    shareMode: "api",
    openType: "unconditional",
    updateCycle: "monthly",
    related: [],
    basis: "部门法定职能",
    districts: [],
    keywords: [],
    stateSecret: false,
    items: [
      { name: "编号", column: "number", type: "code", nullable: false, key: true },
      { name: "名称", column: "name", type: "string", nullable: false },
      { name: "日期", column: "day", type: "date", nullable: true },
    ],
    ...more,
  };
}

const personal: Partial<EntryContent> = {
  grade: "L3",
  class: "civil-affairs",
  shareType: "conditional",
  shareCondition: "仅限社会救助、保障资格核对，以核验方式提供",
  shareBasis: { kind: "administrative-regulation", title: "社会救助暂行办法", clause: "第五十八条" },
  shareMode: "verification",
  openType: "none",
  openBasis: privacyLaw,
  items: [
    {
      name: "身份证件号码",
      column: "citizen_id",
      type: "code",
      nullable: false,
      key: true,
      personal: true,
      grade: "L3",
    },
    { name: "姓名", column: "name", type: "string", nullable: false, personal: true, grade: "L3" },
    { name: "救助类别", column: "kind", type: "string", nullable: true },
    { name: "认定日期", column: "since", type: "date", nullable: true },
  ],
};

/** Drafts, submits and has an entry approved; keeps it under its name. */
export async function catalogue(
  t: Teller,
  provider: string,
  content: EntryContent,
  since: number,
): Promise<Catalogued> {
  const district = provider.includes("-") ? `${provider.split("-")[0]}-shuju` : "shuju";
  t.at(since, "09:20");
  const caseId = await t.open(t.city.as(provider, "officer"), "catalog-entry", content);
  t.at(since, "10:05");
  await t.act(t.city.as(provider, "officer"), caseId, "submit", { note: "请审核" });
  t.at(since - 1, "15:30");
  await t.act(t.city.as(district, "reviewer"), caseId, "approve", { note: "要素完整，予以公布" });
  const code = await t.codeOf(caseId);
  const made = { code, caseId, provider };
  t.entries.set(content.name, made);
  return made;
}

/** P1 in every state: what agencies are working on, what was returned, what changes with the law. */
export async function tellCatalog(t: Teller): Promise<void> {
  const { city } = t;
  for (const [provider, name, abstract, more] of [
    ["minzheng", "社会救助对象信息", "最低生活保障、特困供养等救助对象的基本信息和救助类别", personal],
    ["renshe", "职业技能等级证书信息", "职业技能等级证书的编号、工种和发证日期", { fields32: "industry" }],
    ["gongan", "机动车登记状态", "机动车登记状态，以核验方式提供", { ...personal, keywords: ["机动车"] }],
    [
      "ziran",
      "不动产登记办件量",
      "各登记大厅的不动产登记办件量",
      { fields32: "city-management", class: "land-energy" },
    ],
    ["yingji", "应急避难场所", "应急避难场所的名称和容纳人数", { fields32: "city-management" }],
    [
      "yuanlin",
      "古树名木名录",
      "古树名木的编号、树种、树龄和位置",
      { fields32: "ecology", updateCycle: "yearly" },
    ],
    ["sifa", "公证机构名录", "公证机构的名称、地址和业务范围", {}],
    ["yibao", "医保定点零售药店", "医保定点零售药店的名称、地址和营业时间", { fields32: "health" }],
    ["gongshui", "供水水质月报", "出厂水和管网水的水质指标", { fields32: "city-management", grade: "L1" }],
    ["zonggonghui", "户外劳动者驿站", "户外劳动者服务驿站的位置和开放时间", { grade: "L1" }],
    [
      "gongxin",
      "专精特新企业名单",
      "专精特新企业的名称、统一社会信用代码和认定年度",
      { fields32: "industry" },
    ],
    ["tuiyi", "烈士纪念设施名录", "烈士纪念设施的名称、级别和开放时间", { grade: "L1" }],
    [
      "laoshan-wenlv",
      "崂山区景区瞬时承载量",
      "崂山区主要景区的瞬时承载量和实时在园人数",
      { class: "tourism", fields32: "city-management" },
    ],
    [
      "jimo-nongye",
      "即墨区农产品质量追溯点",
      "即墨区农产品质量追溯点的位置与品种",
      { fields32: "agriculture" },
    ],
  ] as const)
    await catalogue(t, provider, described(name, abstract, more as Partial<EntryContent>), 24);

  const fresh = async (provider: string, name: string, abstract: string, day: number) => {
    t.at(day, "14:10");
    return t.open(city.as(provider, "officer"), "catalog-entry", described(name, abstract, {}));
  };
  await fresh("jiaoyu", "校车备案信息", "校车备案的编号、学校和线路", 2);
  const submitted = await fresh("shuiwu", "城市积水点位", "城市易积水点位的位置和责任单位", 3);
  t.at(2, "09:30");
  await t.act(city.as("shuiwu", "officer"), submitted, "submit");
  const returned = await fresh("chengguan", "公共厕所分布", "公共厕所的位置、开放时间和无障碍设施", 6);
  t.at(5, "10:00");
  await t.act(city.as("chengguan", "officer"), returned, "submit");
  t.at(4, "11:20");
  await t.act(city.as("shuju", "reviewer"), returned, "return", {
    reason: "信息项过少，请与实际业务表核对",
    missing: ["补充无障碍设施信息项", "说明更新责任科室"],
  });
  const discarded = await fresh("wenlv", "旅游投诉明细", "旅游投诉的受理明细", 9);
  t.at(8, "16:00");
  await t.act(city.as("wenlv", "officer"), discarded, "discard");

  const amend = async (name: string, day: number, since: number, reason: string) => {
    const entry = t.entries.get(name)!;
    t.at(day, "10:40");
    await t.act(city.as(entry.provider, "officer"), entry.caseId, "amend", {
      kind: "law",
      day: t.dayOf(since),
      reason,
    });
  };
  // One change of law is being followed in time; the other has run past its fifteen working days.
  await amend("医保定点零售药店", 3, 5, "定点管理规定修订，增加门诊统筹资格一项");
  await amend("应急避难场所", 20, 27, "应急避难场所分级标准调整");

  const leaving = async (name: string, day: number) => {
    const entry = t.entries.get(name)!;
    t.at(day, "09:50");
    await t.act(city.as(entry.provider, "officer"), entry.caseId, "ask-retirement", {
      reason: "该项职能已划出，数据不再产生",
    });
    return entry;
  };
  await leaving("公证机构名录", 2);
  const gone = await leaving("不动产登记办件量", 10);
  t.at(9, "14:00");
  await t.act(city.as("shuju", "reviewer"), gone.caseId, "retire", { note: "同意注销" });
}
