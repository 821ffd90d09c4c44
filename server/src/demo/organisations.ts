import type { NewOrganisation, NewPerson } from "../parties/index.ts";
import { makeCreditCode } from "../platform/identifiers/index.ts";
import type { Level, OrgKind, Role } from "../platform/index.ts";

/** One organisation of the demo city with the people who act for it. */
export interface DemoOrganisation extends NewOrganisation {
  /** How the story speaks of it, and how its accounts begin: "jiaoyu". */
  readonly slug: string;
  readonly people: readonly Omit<NewPerson, "org">[];
}

type Kind = readonly [
  slug: string,
  name: string,
  short: string,
  sector: string,
  holder?: NewOrganisation["holder"],
];

// Kinds of agency a city of this size has, by what they do; names are the kinds' own, everything else is made up.
const cityAgencies: readonly Kind[] = [
  ["jiaoyu", "青岛市教育局", "市教育局", "education"],
  ["jiaotong", "青岛市交通运输局", "市交通运输局", "transport"],
  ["shuiwu", "青岛市水务管理局", "市水务局", "water"],
  ["weijian", "青岛市卫生健康委员会", "市卫生健康委", "health"],
  ["shichang", "青岛市市场监督管理局", "市市场监管局", "market-regulation"],
  ["gongan", "青岛市公安局", "市公安局", "public-security"],
  ["minzheng", "青岛市民政局", "市民政局", "civil-affairs"],
  ["renshe", "青岛市人力资源和社会保障局", "市人社局", "social-security"],
  ["ziran", "青岛市自然资源和规划局", "市自然资源局", "natural-resources"],
  ["zhujian", "青岛市住房和城乡建设局", "市住建局", "housing"],
  ["shengtai", "青岛市生态环境局", "市生态环境局", "ecology"],
  ["yingji", "青岛市应急管理局", "市应急局", "emergency"],
  ["wenlv", "青岛市文化和旅游局", "市文旅局", "culture"],
  ["haiyang", "青岛市海洋发展局", "市海洋局", "marine"],
  ["nongye", "青岛市农业农村局", "市农业农村局", "agriculture"],
  ["tiyu", "青岛市体育局", "市体育局", "sports"],
  ["yuanlin", "青岛市园林和林业局", "市园林林业局", "parks"],
  ["chengguan", "青岛市城市管理局", "市城管局", "city-management"],
  ["caizheng", "青岛市财政局", "市财政局", "finance"],
  ["tongji", "青岛市统计局", "市统计局", "statistics"],
  ["sifa", "青岛市司法局", "市司法局", "justice"],
  ["shenpi", "青岛市行政审批服务局", "市审批局", "licensing"],
  ["yibao", "青岛市医疗保障局", "市医保局", "medical-insurance"],
  ["tuiyi", "青岛市退役军人事务局", "市退役军人局", "veterans"],
  ["fagai", "青岛市发展和改革委员会", "市发展改革委", "development"],
  ["gongxin", "青岛市工业和信息化局", "市工信局", "industry"],
  ["qixiang", "青岛市气象局", "市气象局", "weather"],
  ["tushuguan", "青岛市图书馆", "市图书馆", "library", "public-institution"],
  ["gongjiao", "青岛公共交通集团", "公交集团", "bus", "enterprise"],
  ["gongshui", "青岛供水集团", "供水集团", "water-supply", "enterprise"],
  ["zonggonghui", "青岛市总工会", "市总工会", "union", "peoples-organisation"],
];

const districtAgencies: readonly (Kind & { readonly 0: string })[] = [
  ["shinan-jiaoyu", "青岛市市南区教育和体育局", "市南教体局", "education"],
  ["laoshan-wenlv", "青岛市崂山区文化和旅游局", "崂山文旅局", "culture"],
  ["jimo-nongye", "青岛市即墨区农业农村局", "即墨农业农村局", "agriculture"],
];
const districtOf: Readonly<Record<string, string>> = { shinan: "370202", laoshan: "370212", jimo: "370215" };

const districtAuthorities: readonly (readonly [division: string, slug: string, name: string])[] = [
  ["370202", "shinan", "市南区"],
  ["370203", "shibei", "市北区"],
  ["370211", "xihaian", "黄岛区"],
  ["370212", "laoshan", "崂山区"],
  ["370213", "licang", "李沧区"],
  ["370214", "chengyang", "城阳区"],
  ["370215", "jimo", "即墨区"],
  ["370281", "jiaozhou", "胶州市"],
  ["370283", "pingdu", "平度市"],
  ["370285", "laixi", "莱西市"],
];

const surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗";

/** Every organisation of the demo city: two levels of authorities, agencies of each kind of holder, a regulator. */
export function demoOrganisations(): DemoOrganisation[] {
  let serial = 0;
  const make = (
    kind: Kind,
    at: { orgKind: OrgKind; level: Level; division: string },
    roles: readonly (readonly [suffix: string, role: Role])[],
  ): DemoOrganisation => {
    const [slug, name, short, sector, holder = "government"] = kind;
    serial += 1;
    const head = {
      government: "11",
      "authorised-organisation": "12",
      "public-institution": "12",
      enterprise: "91",
      "peoples-organisation": "13",
    }[holder];
    return {
      slug,
      uscc: makeCreditCode({
        kind: head,
        division: at.division,
        body: `MAXX${String(serial).padStart(5, "0")}`,
      }),
      name,
      short,
      kind: at.orgKind,
      holder,
      sector: at.orgKind === "authority" ? null : sector,
      level: at.level,
      division: at.division,
      people: roles.map(([suffix, role], i) => ({
        name: `演示${surnames[(serial * 3 + i) % surnames.length]}`,
        login: suffix ? `${slug}-${suffix}` : slug,
        roles: [role],
        password: { demo: true },
      })),
    };
  };
  const agency = [
    ["", "officer"],
    ["fuze", "head"],
    ["guanli", "admin"],
  ] as const;
  const authority = [
    ["shenhe", "reviewer"],
    ["fuhe", "reviewer"],
    ["jiandu", "supervisor"],
    ["guanli", "admin"],
    ["fuze", "head"],
    ["zhuanyuan", "officer"],
  ] as const;
  return [
    make(
      ["shuju", "青岛市大数据发展管理局", "市大数据局", "data"],
      { orgKind: "authority", level: "city", division: "370200" },
      authority,
    ),
    ...districtAuthorities.map(([division, slug, name]) =>
      make(
        [`${slug}-shuju`, `青岛市${name}大数据发展管理局`, `${name}大数据局`, "data"],
        { orgKind: "authority", level: "district", division },
        [
          ["shenhe", "reviewer"],
          ["guanli", "admin"],
        ],
      ),
    ),
    ...cityAgencies.map((kind) =>
      make(kind, { orgKind: "agency", level: "city", division: "370200" }, agency),
    ),
    ...districtAgencies.map((kind) =>
      make(
        kind,
        { orgKind: "agency", level: "district", division: districtOf[kind[0].split("-")[0]!]! },
        agency,
      ),
    ),
    make(
      ["wangxin", "青岛市互联网信息办公室", "市网信办", "regulation"],
      { orgKind: "regulator", level: "city", division: "370200" },
      [["", "supervisor"]],
    ),
  ];
}

/** One account for each role, for the page printed at start. */
export const shownAccounts: readonly (readonly [login: string, what: string])[] = [
  ["jiaoyu", "市教育局 数据专员 / data officer"],
  ["jiaoyu-fuze", "市教育局 机构负责人 / head"],
  ["jiaoyu-guanli", "市教育局 管理员 / administrator"],
  ["shuju-shenhe", "市大数据局 审核员 / reviewer"],
  ["shuju-jiandu", "市大数据局 监督员 / supervisor"],
  ["shuju-guanli", "市大数据局 管理员 / administrator"],
  ["wangxin", "市网信办 监管 / regulator"],
];
