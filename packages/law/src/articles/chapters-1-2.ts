import { type Article, chapterOf } from "./article.ts";

const general = chapterOf(1, "总则", "General Provisions");
const gathering = chapterOf(2, "公共数据收集与汇聚", "Collecting and Aggregating Public Data");

/** Articles 1–18 of order 299. */
export const chapters1And2: readonly Article[] = [
  general(
    1,
    "说明立法目的：让公共数据管得住、护得牢、用得好，并列出上位法依据。",
    "States the aim, to manage, protect and put public data to use, and the higher laws it rests on.",
    [],
  ),
  general(
    2,
    "适用于青岛市内公共数据从收集到利用的各项处理和安全管理；国家秘密另循专门规定。",
    "Covers the handling and security of public data in Qingdao from collection to use; state secrets follow their own rules.",
    ["agency", "authority"],
  ),
  general(
    3,
    "界定公共数据、共享与开放三个概念，并划定哪些机构受约束。",
    "Defines public data, sharing and opening, and which bodies are bound.",
    ["agency"],
  ),
  general(
    4,
    "确立五条准则：分级分类、按需而享、开放有序、用之合规、安全可控。",
    "Lays down five principles: classify and grade, share by need, open in order, use lawfully, stay in control.",
    ["agency", "authority"],
  ),
  general(
    5,
    "两级政府把这项工作列入发展规划、设协调机制，经费由本级预算承担。",
    "City and district governments plan for the work, coordinate it and pay for it from their own budgets.",
    ["government"],
  ),
  general(
    6,
    "分清职责：主管部门统筹监督，行业部门管本领域，安全部门管安全，各机构管自己的数据。",
    "Divides the work: the authority coordinates, sectors mind their fields, regulators mind security, each agency its own data.",
    ["authority", "sector-department", "regulator", "agency"],
  ),
  general(
    7,
    "数据按类别和级别区别管理，市级主管部门定规则，各机构照此执行。",
    "Data are managed by class and grade under rules the city authority sets and every agency applies.",
    ["city-authority", "agency"],
  ),
  general(
    8,
    "全市一个平台、一条通道：上接省级，下连区市，旧通道并入，新通道停建。",
    "One platform and one channel for the city, joined to the province and the districts; old channels merge, new ones are barred.",
    ["city-authority", "authority", "agency"],
  ),
  gathering(
    9,
    "每项数据先进目录，由机构编、主管部门审、平台公布。",
    "Every dataset is catalogued: the agency compiles, the authority reviews, the platform publishes.",
    ["agency", "authority"],
  ),
  gathering(
    10,
    "法律依据或职能一变，机构须在十五个工作日之内改好目录并送审。",
    "When the legal basis or function changes, the agency amends its catalog within 15 working days and submits it.",
    ["agency"],
    { periods: ["catalog.amend"] },
  ),
  gathering(
    11,
    "收集要有权限、有必要、取最少；能共享得到的不再另行收集。",
    "Collect only with authority, need and the least personal data; what can be shared is not collected again.",
    ["agency"],
  ),
  gathering(
    12,
    "各机构按目录把数据送到平台，并保持齐全、准确和新鲜。",
    "Agencies deliver catalogued data to the platform and keep them complete, accurate and current.",
    ["agency"],
  ),
  gathering(
    13,
    "建设五大基础库和五类主题库；个人以身份证件号、组织以信用代码为唯一标识。",
    "Builds five base and five thematic registers, keyed by identity number for people and credit code for organisations.",
    ["authority", "sector-department"],
  ),
  gathering(
    14,
    "市级机构收到的下级数据，要经平台送回，供基层使用。",
    "City agencies that hold lower levels' data give them back through the platform.",
    ["agency"],
  ),
  gathering(
    15,
    "主管部门管质量机制，各机构对自己数据的质量负总责，自查自纠。",
    "The authority runs the quality mechanism; each agency answers for its own data, checks and corrects them.",
    ["authority", "agency"],
  ),
  gathering(
    16,
    "政府一侧发现数据有误，经平台通知提供单位在限定时间内核对。",
    "When the administration itself finds an error, it tells the provider through the platform to verify by a set date.",
    ["authority", "agency", "provider"],
    { setsLimit: true },
  ),
  gathering(
    17,
    "任何人都能申请校核：机构五个工作日办结，经负责人批准最长十个工作日；主管部门两个工作日内转交并督促。",
    "Anyone may ask for a correction: 5 working days for the agency, 10 with its head's approval; the authority forwards within 2.",
    ["public", "agency", "authority"],
    { periods: ["correction.by-agency", "correction.forward"] },
  ),
  gathering(
    18,
    "财政出资的信息化项目，立项先列数据清单，未编目、未汇聚、未共享就不能验收。",
    "A publicly funded IT project lists its data at approval and is accepted only once they are catalogued, delivered and shared.",
    ["agency"],
  ),
];
