import { type PackId, publishedCalendar } from "@zhanqiao/law";
import {
  cityAuthority,
  createDivisions,
  createOrganisation,
  dataAuthorityOf,
  divisionsOfCity,
  organisationsByUscc,
  partiesMigrations,
} from "../parties/index.ts";
import { testDatabase } from "../platform/db/testing.ts";
import { makeCreditCode } from "../platform/identifiers/index.ts";
import { type Caller, type Role, type Staff, settableClock, thePlatform } from "../platform/index.ts";
import { actOnCase, type EngineNeeds, openCase, procedureMigrations, showCase } from "../procedure/index.ts";
import type { EntryContent } from "./content.ts";
import { catalogMigrations, catalogModules, type Organisations } from "./index.ts";

const uscc = (division: string, body: string) => makeCreditCode({ kind: "11", division, body });

/** A small city: its authority and a district's, two city agencies and one of the district. */
export const town = {
  cityData: uscc("370200", "000000001"),
  districtData: uscc("370202", "000000002"),
  transport: uscc("370200", "000000003"),
  education: uscc("370200", "000000004"),
  districtSchools: uscc("370202", "000000005"),
} as const;

const government = { holder: "government" } as const;
const city = { ...government, level: "city", division: "370200" } as const;
const district = { ...government, level: "district", division: "370202" } as const;
const organisationRows = [
  {
    uscc: town.cityData,
    name: "青岛市大数据发展管理局",
    short: "市大数据局",
    kind: "authority",
    sector: null,
    ...city,
  },
  {
    uscc: town.districtData,
    name: "市南区大数据发展管理局",
    short: "区大数据局",
    kind: "authority",
    sector: null,
    ...district,
  },
  {
    uscc: town.transport,
    name: "青岛市交通运输局",
    short: "市交通局",
    kind: "agency",
    sector: "transport",
    ...city,
  },
  {
    uscc: town.education,
    name: "青岛市教育局",
    short: "市教育局",
    kind: "agency",
    sector: "education",
    ...city,
  },
  {
    uscc: town.districtSchools,
    name: "市南区教育和体育局",
    short: "区教体局",
    kind: "agency",
    sector: "education",
    ...district,
  },
] as const;

/** Staff of the town, as signed-in callers. */
export function staff(org: string, role: Role): Staff {
  const row = organisationRows.find((r) => r.uscc === org)!;
  const { kind: orgKind, level, division } = row;
  return { kind: "staff", id: `${org}-${role}`, org, orgKind, level, division, roles: [role] };
}

export const organisations: Organisations = { organisationsByUscc, dataAuthorityOf, cityAuthority };

/** A sound entry; what a test is about goes into `more`. */
export function content(more: Partial<EntryContent> = {}): EntryContent {
  return {
    name: "公共停车场泊位信息",
    abstract: "全市公共停车场的名称、地址、经营单位和泊位总数，每日更新一次。",
    format: "csv",
    fields32: "city-management",
    items: [
      { name: "停车场名称", column: "name", type: "string", nullable: false },
      { name: "泊位总数", column: "spaces", type: "integer", unit: "个", nullable: false },
    ],
    class: "industry-transport",
    grade: "L1",
    shareType: "unconditional",
    openType: "unconditional",
    updateCycle: "daily",
    related: [],
    basis: "青岛市停车场条例第五条",
    districts: [],
    keywords: ["停车", "泊位"],
    stateSecret: false,
    ...more,
  };
}

export const aLaw = { kind: "law", title: "中华人民共和国个人信息保护法", clause: "第十三条" } as const;
export const aNotice = { kind: "notice", title: "关于加强数据管理的通知", clause: "第三条" } as const;

/** The catalog with engine, parties and a database of its own. */
export async function testCatalog(packs: readonly PackId[] = ["qingdao-299"]) {
  const db = await testDatabase([procedureMigrations, partiesMigrations, catalogMigrations]);
  const clock = settableClock("2026-09-28T02:00:00Z");
  const needs: EngineNeeds = {
    db,
    clock,
    statute: { packs, calendar: () => publishedCalendar() },
    modules: catalogModules(organisations),
    append: async () => {},
    organisations: organisationsByUscc,
  };
  await db.acting(thePlatform, async (tx) => {
    await createDivisions(tx, divisionsOfCity("370200"));
    const by = { caller: thePlatform, at: clock.now(), append: async () => {} };
    for (const row of organisationRows) await createOrganisation(tx, row, by);
  });
  const open = async (
    caller: Caller,
    procedure: string,
    action: string,
    contents: object,
    subject?: string,
  ) => {
    const { id } = await openCase(needs, caller, {
      procedure,
      action,
      contents,
      ...(subject ? { subject } : {}),
    });
    return id;
  };
  /** Acts on the case as it is now. */
  const act = async (caller: Caller, id: string, action: string, contents: object = {}) => {
    const { version } = await showCase(needs, thePlatform, id);
    await actOnCase(needs, caller, { key: id, action, version, contents });
    return showCase(needs, thePlatform, id);
  };
  /** An entry of the transport bureau (or another), published; its case and its code. */
  const published = async (more: Partial<EntryContent> = {}, provider: string = town.transport) => {
    const officer = staff(provider, "officer");
    const authority = provider === town.districtSchools ? town.districtData : town.cityData;
    const id = await open(officer, "catalog-entry", "draft", content(more));
    await act(officer, id, "submit");
    const { subject } = await act(staff(authority, "reviewer"), id, "approve");
    return { id, code: subject! };
  };
  return {
    db,
    clock,
    needs,
    open,
    act,
    published,
    show: (id: string) => showCase(needs, thePlatform, id),
    close: () => db.close(),
  };
}

export type TestCatalog = Awaited<ReturnType<typeof testCatalog>>;
