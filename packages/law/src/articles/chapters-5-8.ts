import { type Article, chapterOf } from "./article.ts";

const use = chapterOf(5, "公共数据利用", "Using Public Data");
const security = chapterOf(6, "公共数据安全", "Security of Public Data");
const liability = chapterOf(7, "法律责任", "Legal Liability");
const closing = chapterOf(8, "附则", "Supplementary Provisions");

/** Articles 31–52 of order 299. */
export const chapters5To8: readonly Article[] = [
  use(
    31,
    "政府把公共数据当作生产要素来配置，促其流动并与社会数据结合。",
    "Governments treat public data as a factor of production, let them flow and join them with other data.",
    ["government", "sector-department"],
  ),
  use(
    32,
    "点名七个领域推动数据应用，改进监管与服务。",
    "Names seven fields in which governments put data to use to improve oversight and services.",
    ["government", "sector-department"],
  ),
  use(
    33,
    "政府可以用政策、资金和社会资本扶持数据创新。",
    "Governments may support data innovation with policy, money and private capital.",
    ["government", "sector-department"],
  ),
  use(
    34,
    "欢迎社会各方拿开放数据做研究、做产品、做分析。",
    "Everyone is encouraged to research, build and analyse with open data.",
    ["public"],
  ),
  use(
    35,
    "设立授权运营：市级主管部门定规矩、管监督，逐个评估应用场景的安全与合规。",
    "Sets up authorised operation: the city authority makes the rules, supervises, and assesses each scenario.",
    ["city-authority", "agency", "operator"],
  ),
  use(
    36,
    "运营单位只能经运营平台对外提供模型或核验类产品，隐私与安全在先。",
    "The operator offers products through the operation platform as models or verification, privacy and security first.",
    ["operator"],
  ),
  use(
    37,
    "运营单位建制度、用技术，使每一步都有记录、能审计、可回溯。",
    "The operator keeps rules and technology by which every step is recorded, auditable and traceable.",
    ["operator"],
  ),
  use(
    38,
    "数据产品提倡进场交易，交易平台要有交易、披露和自律的规则。",
    "Data products are encouraged onto the exchange, which keeps rules on trade, disclosure and self-regulation.",
    ["exchange", "operator", "public"],
  ),
  use(
    39,
    "依法做出的数据产品，其权益受保护，但不得损及公益或他人。",
    "Rights in products lawfully made from public data are protected, short of harm to the public or to others.",
    ["public"],
  ),
  security(
    40,
    "安全责任跟着数据走：收集、持有、管理、使用者各担其责。",
    "Responsibility follows the data: whoever collects, holds, manages or uses them answers for the risk.",
    ["agency", "authority"],
  ),
  security(
    41,
    "主管部门会同安全部门建制度，把评估、预警、演练机制立起来。",
    "The authority and the regulators set up the security rules and the assessment, warning and drill mechanisms.",
    ["authority", "regulator"],
  ),
  security(
    42,
    "各机构要有全程安全制度、专人负责、培训和定期检查。",
    "Each agency has security rules for the whole process, a person in charge, training and regular inspection.",
    ["agency"],
  ),
  security(
    43,
    "按级别和场景采取认证、加密、脱敏等防护手段。",
    "Authentication, encryption, masking and the like are applied by grade and use.",
    ["authority", "agency"],
  ),
  security(
    44,
    "持续监测风险，一旦发现漏洞马上补救。",
    "Risks are watched for, and a flaw that is found is remedied at once.",
    ["authority", "agency"],
  ),
  security(
    45,
    "预案、评估、演练常备；出事即启动预案、处置并上报。",
    "Plans, assessments and drills are kept ready; an incident starts the plan, is handled and is reported.",
    ["agency"],
  ),
  security(
    46,
    "履职中知道的隐私和商业秘密必须守口，泄露和违法提供都不允许。",
    "Privacy and business secrets learned on duty are kept; leaking or unlawfully passing them on is barred.",
    ["authority", "agency"],
  ),
  security(
    47,
    "请第三方承建或运维，先审查、签保密协议、再监督；第三方不得私留私用数据。",
    "Vendors are vetted, bound to confidentiality and supervised, and may keep or use no data of their own accord.",
    ["authority", "agency", "vendor"],
  ),
  liability(
    48,
    "不按规定收集、汇聚、共享或开放的，主管部门限期责改，严重的处分责任人。",
    "Failing to collect, deliver, share or open as required brings an order to rectify, and discipline when grave.",
    ["agency", "authority", "competent-body"],
    { setsLimit: true },
  ),
  liability(
    49,
    "失职渎职、滥权徇私的，依法处分；够得上犯罪的追究刑责。",
    "Dereliction and abuse of office are disciplined, and prosecuted where they amount to a crime.",
    ["authority", "agency", "competent-body"],
  ),
  liability(
    50,
    "方向对、程序合法、无私利的探索失误，可以从轻或免责。",
    "An honest failure in reform that followed lawful procedure may be treated leniently or excused.",
    ["authority", "agency"],
  ),
  liability(
    51,
    "别的法律法规规章另有责任规定的，按那些规定办。",
    "Where another law, regulation or rule already fixes the liability, that one applies.",
    ["competent-body"],
  ),
  closing(52, "2024年2月1日起生效。", "In force since 1 February 2024.", []),
];
