import type {
  Dataset,
  DatasetRow,
  FollowUpView,
  HomeNumbers,
  Law,
  LedgerHead,
  OpenList,
  Org,
  ProcedureNumbers,
  RowsPage,
  SearchAnswer,
} from "./api-types.ts";
import type { ApiAnswer, ApiInit, PortalApi } from "./http/portal-api.ts";

/** Invented answers of the API, for tests and for looking at pages before there is a server. */

export const now = new Date("2026-03-18T01:00:00Z");

const traffic = { uscc: "113702000000000194", name: "市公安局交通警察支队" };
const ecology = { uscc: "113702000000000275", name: "市生态环境局" };
const education = { uscc: "113702000000000356", name: "市教育局" };
const authority = { uscc: "11370200000000001X", name: "市大数据发展管理局" };
const city = { code: "370200", name: "青岛市" };

export const code = "370200-traffic-0017";

const names: [
  code: string,
  name: string,
  provider: typeof traffic,
  field: string,
  cycle: string,
  at: string,
][] = [
  [code, "公共停车场泊位信息", traffic, "city-management", "daily", "2026-03-18T00:30:00Z"],
  ["370200-ecology-0003", "海水浴场水质监测", ecology, "ecology", "daily", "2026-03-17T22:00:00Z"],
  ["370200-education-0008", "义务教育学校名录", education, "education", "yearly", "2026-03-17T03:12:00Z"],
  ["370200-ecology-0011", "空气质量监测站小时数据", ecology, "ecology", "realtime", "2026-03-16T23:00:00Z"],
  ["370200-education-0021", "幼儿园备案信息", education, "education", "half-yearly", "2026-03-11T08:00:00Z"],
  [
    "370200-traffic-0005",
    "道路临时泊位与收费标准",
    traffic,
    "city-management",
    "monthly",
    "2026-03-10T08:00:00Z",
  ],
];

export const rows: DatasetRow[] = names.map(([code, name, provider, field, cycle, at], i) => ({
  code,
  name,
  provider,
  abstract:
    "全市对社会开放的路外公共停车场的位置、泊位总数、空余泊位与收费说明。空余泊位由停车场道闸系统上报，超过 15 分钟未上报的记为“暂停上报”。",
  division: city,
  fields32: field,
  openType: i === 4 ? "conditional" : "unconditional",
  shareType: "unconditional",
  updateCycle: cycle,
  updatedAt: at,
  itemCount: 8,
  hasData: i !== 4,
  rows: 526 * 10 ** (i % 4),
  formats: ["csv", "json", "parquet"],
  quality: 98.4 - i,
}));

const choice = (value: string, label: string, count: number) => ({
  value,
  label: { zh: label, en: label },
  count,
});
const districts = [
  "市南区",
  "市北区",
  "黄岛区",
  "崂山区",
  "李沧区",
  "城阳区",
  "即墨区",
  "胶州市",
  "平度市",
  "莱西市",
];

export const searchAnswer: SearchAnswer = {
  items: rows,
  total: 46,
  facets: {
    field: [
      choice("city-management", "城市管理", 18),
      choice("ecology", "生态环保", 12),
      choice("education", "教育", 9),
      choice("other", "其他", 7),
    ],
    provider: [
      choice(traffic.uscc, traffic.name, 18),
      choice(ecology.uscc, ecology.name, 12),
      ...Array.from({ length: 9 }, (_, i) => choice(`1137020000000${1000 + i}`, `第 ${i + 1} 家单位`, 9 - i)),
    ],
    open: [choice("unconditional", "无条件开放", 41), choice("conditional", "有条件开放", 5)],
    cycle: [choice("daily", "每日", 20), choice("yearly", "每年", 26)],
  },
};

export const home: HomeNumbers = {
  datasets: 46,
  interfaces: 41,
  rows: 4_628_448,
  agencies: 12,
  updatedToday: 3,
  byField: [
    choice("agriculture", "农业", 2),
    choice("industry", "工业", 3),
    choice("education", "教育", 9),
    choice("health", "医疗", 4),
    choice("city-management", "城市管理", 18),
    choice("market-regulation", "市场监管", 2),
    choice("ecology", "生态环保", 12),
    choice("other", "其他", 7),
  ],
  byProvider: searchAnswer.facets?.provider ?? [],
  byDivision: districts.map((name, i) => choice(`3702${String(i + 2).padStart(2, "0")}`, name, 24 - 2 * i)),
  recent: rows.map(({ code, name, provider, updatedAt, formats, updateCycle }) => ({
    code,
    name,
    provider,
    updatedAt,
    updateCycle,
    ...(formats ? { formats } : {}),
  })),
};

const period = (
  rule: string,
  zh: string,
  en: string,
  article: string,
  workingDays: number,
  medianDays: number | null,
) => ({
  rule,
  title: { zh, en },
  article,
  workingDays,
  medianDays,
  met: medianDays === null ? 0 : 126,
  late: medianDays === null ? 0 : 1,
  overdue: rule === "check-extended" ? 1 : 0,
  running: 4,
  share: medianDays === null ? null : 0.992,
});

export const procedures: ProcedureNumbers[] = [
  {
    procedure: "correction",
    title: { zh: "校核申请", en: "Correction request" },
    open: 8,
    closed: 193,
    periods: [
      period("check", "校核申请", "Correction checked", "17.2", 5, 2.3),
      period("check-extended", "复杂校核", "Complex correction checked", "17.2", 10, 6.8),
      period("forward", "转交提供单位", "Forwarded to the provider", "17.3", 2, 0.7),
    ],
  },
  {
    procedure: "share-application",
    title: { zh: "共享申请", en: "Share application" },
    open: 3,
    closed: 0,
    periods: [period("answer", "答复共享申请", "Share application answered", "21.2", 2, null)],
  },
];

const numbers = (label: string, name: string, min: number, max: number, counts: number[]) => ({
  name,
  label,
  type: "integer",
  fill: name === "free" ? 0.989 : 1,
  distinct: 311,
  min,
  max,
  samples: [min, 214, max],
  histogram: counts.map((count, i) => ({ from: i * 10, to: i * 10 + 10, count })),
});

export const dataset: Dataset = {
  entry: {
    ...rows[0]!,
    basis: "《青岛市停车场条例》规定的停车信息公开职责",
    keywords: ["停车", "泊位", "交通"],
    publishedAt: "2025-03-02T02:00:00Z",
    related: ["370200-traffic-0005"],
    items: [
      { name: "停车场编号", column: "parking_id", type: "code", key: true, description: "全市统一编号" },
    ],
  },
  licence: { id: "open-1.0", title: { zh: "开放许可 1.0", en: "Open licence 1.0" }, href: "/developers" },
  current: {
    version: 12,
    publishedAt: "2026-03-18T00:30:00Z",
    rows: 526,
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    columns: [
      {
        name: "parking_id",
        label: "停车场编号",
        type: "code",
        fill: 1,
        distinct: 526,
        samples: ["QD-P-00017"],
      },
      {
        name: "name",
        label: "名称",
        type: "string",
        fill: 1,
        distinct: 526,
        samples: ["五四广场地下停车场"],
      },
      {
        name: "district",
        label: "区市",
        type: "string",
        fill: 1,
        distinct: 10,
        samples: ["市南区", "市北区"],
        histogram: districts.map((value, i) => ({ value, count: 90 - 8 * i })),
      },
      numbers("总泊位", "total", 12, 1520, [40, 90, 120, 80, 60, 40, 30, 20, 16, 12, 8, 4, 3, 2, 1]),
      numbers("空余泊位", "free", 0, 867, [90, 120, 80, 60, 44, 30, 20, 16, 12, 8, 4, 3, 2, 1]),
      {
        name: "fee",
        label: "收费说明",
        type: "string",
        fill: 0.989,
        distinct: 38,
        samples: ["首小时 5 元", "免费"],
      },
      {
        name: "reported_at",
        label: "上报时间",
        type: "datetime",
        fill: 1,
        distinct: 402,
        min: "2026-03-17 21:00",
        max: "2026-03-18 08:30",
        samples: ["2026-03-18 08:30"],
        histogram: [1, 1, 2, 3, 8, 20, 60, 120, 311],
      },
    ],
    quality: {
      score: 98.2,
      dimensions: { completeness: 98.9, accuracy: 99.4, timeliness: 92.1 },
      rules: [
        {
          id: "fee-filled",
          title: { zh: "收费说明应填写", en: "Fee is filled" },
          dimension: "completeness",
          checked: 526,
          failed: 6,
        },
        {
          id: "free-total",
          title: { zh: "空余泊位不多于总泊位", en: "Free ≤ total" },
          dimension: "accuracy",
          checked: 526,
          failed: 3,
        },
        {
          id: "id-unique",
          title: { zh: "停车场编号不重复", en: "IDs are unique" },
          dimension: "uniqueness",
          checked: 526,
          failed: 0,
        },
      ],
    },
  },
  versions: [12, 11, 10].map((version) => ({
    version,
    publishedAt: `2026-03-${version + 6}T00:30:00Z`,
    rows: 514 + version,
    bytes: 68_000 + version,
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  })),
  downloads: ["csv", "json", "parquet"].map((format, i) => ({
    format,
    href: `/api/v1/datasets/${code}/download?format=${format}`,
    bytes: 68_412 * (i + 1),
  })),
  timeliness: { cycle: "daily", lastUpdate: "2026-03-18", nextDue: "2026-03-19", onTime: true },
  history: [
    {
      title: { zh: "发布第 12 版数据", en: "Version 12 published" },
      at: "2026-03-18T00:30:00Z",
      org: traffic,
      article: "12",
      entry: 4182,
    },
    {
      title: { zh: "办结校核申请", en: "Correction closed" },
      at: "2026-03-12T06:10:00Z",
      org: traffic,
      article: "17.2",
      entry: 4020,
    },
    {
      title: { zh: "审核通过目录", en: "Entry approved" },
      at: "2025-03-02T02:00:00Z",
      org: authority,
      article: "9.2",
      entry: 17,
    },
  ],
  citation: {
    zh: `市公安局交通警察支队：公共停车场泊位信息（第 12 版），2026年3月18日，https://data.example/dataset/${code}/v/12`,
    en: `市公安局交通警察支队, 公共停车场泊位信息 (version 12), 18 March 2026, https://data.example/dataset/${code}/v/12`,
  },
  corrections: { open: 2, done: 17 },
};

export const rowsPage: RowsPage = {
  version: 12,
  columns: (dataset.current?.columns ?? []).map(({ name, label, type }) => ({ name, label, type })),
  rows: Array.from({ length: 20 }, (_, i) => ({
    parking_id: `QD-P-${String(17 + i * 11).padStart(5, "0")}`,
    name: ["五四广场地下停车场", "奥帆中心停车场", "台东步行街立体停车楼", "青岛北站东广场停车场"][i % 4]!,
    district: districts[i % 10]!,
    total: 1520 - i * 37,
    free: i === 6 ? null : 611 - i * 23,
    fee:
      i === 6
        ? null
        : ["首小时 5 元", "免费", "30 分钟内免费，之后每小时 4 元，24 小时最高 40 元，新能源车前两小时免费"][
            i % 3
          ]!,
    reported_at: "2026-03-18 08:30",
  })),
  next: "eyJhIjoxfQ.c2ln",
};

export const organisation: Org = {
  ...traffic,
  kind: "agency",
  level: "city",
  division: city,
  authority,
};

export const openList: OpenList = {
  items: rows.map((row) => ({
    code: row.code,
    name: row.name,
    provider: row.provider,
    openAttribute: row.openType,
    openType: "dataset",
    condition: row.openType === "conditional" ? "签署使用协议，说明用途" : null,
    updateCycle: row.updateCycle,
    since: "2025-03-02",
  })),
  total: 46,
  snapshots: [{ date: "2026-03-01", href: "/api/v1/catalog/open-list/2026-03-01", entries: 44 }],
};

const chapter = { zh: "第二章 公共数据收集与汇聚", en: "Chapter 2: Collection and aggregation" };
export const law: Law = {
  instrument: { zh: "青岛市公共数据管理办法", en: "Qingdao Measures for the Administration of Public Data" },
  articles: [
    {
      number: 9,
      chapter,
      summary: {
        zh: "公共数据按目录管理，目录经审核后公布。",
        en: "Public data is managed by a catalogue, reviewed and published.",
      },
      procedures: ["catalog-entry"],
      open: 3,
    },
    {
      number: 17,
      chapter,
      summary: {
        zh: "任何人都可以申请校核，机构须按期核实并告知。",
        en: "Anyone may ask for a correction; agencies check in time and tell.",
      },
      procedures: ["correction"],
      open: 8,
      share: 0.992,
    },
  ],
};

export const ledger: LedgerHead = {
  origin: "data.example/zhanqiao",
  key: "data.example/zhanqiao+c4d6a1f0+AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh",
  size: 4183,
  root: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
  publishedAt: "2026-03-18T00:30:05Z",
};

const clock = {
  name: "check",
  title: { zh: "校核完毕", en: "Checked" },
  article: "17.2",
  workingDays: 5,
  startedOn: "2026-03-16",
  due: "2026-03-23",
  dueText: { zh: "2026年3月23日 (周一)", en: "23 March 2026 (Monday)" },
  status: "running",
  remaining: 3,
  elapsed: 0.4,
  owedBy: traffic,
};

export const followUp: FollowUpView = {
  number: "JH-2026-000128",
  procedureTitle: { zh: "校核申请", en: "Correction request" },
  stateTitle: { zh: "机构校核中", en: "Being checked by the agency" },
  tone: "waiting",
  openedAt: "2026-03-16T02:20:00Z",
  title: "公共停车场泊位信息",
  subject: code,
  clocks: [clock],
  history: [
    { title: { zh: "提出申请", en: "Requested" }, at: "2026-03-16T02:20:00Z", article: "17.1" },
    {
      title: { zh: "开始校核", en: "Checking began" },
      at: "2026-03-16T06:02:00Z",
      org: traffic,
      article: "17.2",
    },
  ],
};

const answers: [pattern: RegExp, answer: unknown][] = [
  [/^\/statistics\/home$/, home],
  [/^\/statistics\/procedures$/, { items: procedures }],
  [/^\/procedures$/, { items: procedures.map(({ procedure: name, title }) => ({ name, title })) }],
  [/^\/datasets$/, searchAnswer],
  [new RegExp(`^/datasets/${code}$`), dataset],
  [new RegExp(`^/datasets/${code}/rows$`), rowsPage],
  [/^\/organisations\/113702000000000194$/, organisation],
  [/^\/catalog\/open-list$/, openList],
  [/^\/law$/, law],
  [
    /^\/law\/17$/,
    {
      ...law.articles[1],
      rules: [{ rule: "check", title: { zh: "校核完毕", en: "Checked" }, article: "17.2", workingDays: 5 }],
      cases: [{ procedure: "correction", open: 8, closed: 193 }],
      statistics: procedures,
    },
  ],
  [/^\/ledger$/, ledger],
];

const json = (status: number, body: unknown): ApiAnswer => ({ status, body, headers: {} });
const problem = (status: number, code: string, zh: string, en: string) =>
  json(status, { type: `urn:zhanqiao:problem:${code}`, title: zh, status, code, detail: { zh, en } });

/** An API that knows only the fixtures; `overrides` replace answers by path (without base and query). */
export function fixtureApi(overrides: Readonly<Record<string, unknown>> = {}): PortalApi {
  return async (path: string, init: ApiInit = {}) => {
    const url = new URL(path, "http://api.example");
    const at = decodeURIComponent(url.pathname).replace(/^\/api\/v1/, "");
    if (init.method === "POST") return post(at, init.body);
    if (at in overrides) return overrides[at] === undefined ? missing() : json(200, overrides[at]);
    if (at === "/datasets" && url.searchParams.get("q") === "没有")
      return json(200, { items: [], total: 0, facets: {} });
    const found = answers.find(([pattern]) => pattern.test(at));
    return found ? json(200, found[1]) : missing();
  };
}

const missing = () => problem(404, "http.not_found", "没有这个地址", "There is nothing at this address");

function post(at: string, body: unknown): ApiAnswer {
  const given = body as Record<string, string>;
  if (at === "/cases")
    return json(201, {
      case: null,
      followUp: { number: followUp.number, secret: "7Q2M-K9XD-4TWB" },
    });
  if (at === "/follow-up" && given.number === followUp.number && given.secret === "7Q2M-K9XD-4TWB")
    return json(200, followUp);
  return problem(404, "procedure.not_found", "没有找到", "Not found");
}
