import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyone, networkOf, thePlatform } from "../platform/index.ts";
import { divisionsOfCity } from "./city-divisions.ts";
import type { NewOrganisation } from "./index.ts";
import * as parties from "./index.ts";
import { signIn, spareCode, startTown, town } from "./testing.ts";

const firstAdmin = { name: "首任管理员", login: "first.admin", password: "first-given-word" };

describe("organisations", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  beforeAll(async () => {
    t = await startTown();
    const people = {
      "city.admin": town.cityAuthority,
      "shinan.admin": town.shinanAuthority,
      "edu.admin": town.education,
    };
    for (const [login, org] of Object.entries(people))
      await t.person(login, { org: org.uscc, roles: ["admin"] });
  });
  afterAll(() => t.close());

  const list = async (query: string) => {
    const answer = await t.app.inject(`/api/v1/organisations?${query}`);
    return answer.json() as { items: { short: string }[]; total: number };
  };
  const shorts = async (query: string) => (await list(query)).items.map((o) => o.short).sort();

  it("are public: all at work, by kind, level, division, sector and words", async () => {
    expect((await list("")).total).toBe(6);
    expect(await shorts("kind=authority")).toEqual(["市南大数据局", "市大数据局"]);
    expect(await shorts("level=city&kind=agency")).toEqual(["市图书馆", "市教育局"]);
    expect(await shorts("division=370202001")).toEqual(["香港中路街道"]);
    expect(await shorts("sector=education")).toEqual(["市教育局"]);
    expect(await shorts("q=%E5%9B%BE%E4%B9%A6")).toEqual(["市图书馆"]);
    expect(await shorts("q=91370202")).toEqual(["海信息"]);
    const page = await list("limit=2&offset=5");
    expect([page.items.length, page.total]).toEqual([1, 6]);
  });

  it("are not found by wild cards or hostile words", async () => {
    for (const q of ["%", "_", "\\", "' or 1=1 --", "<script>"])
      expect((await list(`q=${encodeURIComponent(q)}`)).total).toBe(0);
    for (const query of ["q=%00", "limit=101", "limit=0", "offset=-1", "kind=robber", "division=37"])
      expect((await t.app.inject(`/api/v1/organisations?${query}`)).statusCode).toBe(400);
  });

  it("answer by credit code, or are unknown (404)", async () => {
    const one = await t.app.inject(`/api/v1/organisations/${town.streetOffice.uscc}`);
    expect(one.json()).toEqual({
      ...town.streetOffice,
      division: { code: "370202001", name: "香港中路街道" },
      authority: { uscc: town.shinanAuthority.uscc, name: town.shinanAuthority.name },
      active: true,
    });
    for (const key of [spareCode, "x", "%27%20or%20true", "%00", "a".repeat(80)])
      expect((await t.app.inject(`/api/v1/organisations/${key}`)).statusCode).toBe(404);
  });

  it("answer to the data authority of their own level and division (Arts. 6, 9)", async () => {
    const of = (uscc: string) => t.db.reading(anyone, (tx) => parties.dataAuthorityOf(tx, uscc));
    expect((await of(town.education.uscc)).uscc).toBe(town.cityAuthority.uscc);
    expect((await of(town.streetOffice.uscc)).uscc).toBe(town.shinanAuthority.uscc);
    expect((await of(town.vendor.uscc)).uscc).toBe(town.shinanAuthority.uscc);
    expect((await of(town.cityAuthority.uscc)).uscc).toBe(town.cityAuthority.uscc);
    await expect(of(spareCode)).rejects.toMatchObject({ code: "parties.organisation_unknown" });
    expect(await t.db.reading(anyone, parties.cityAuthority)).toEqual({
      uscc: town.cityAuthority.uscc,
      name: town.cityAuthority.name,
    });
    const refs = await t.db.reading(anyone, (tx) => parties.orgRefs(tx, [town.cityLibrary.uscc, spareCode]));
    expect([...refs.values()]).toEqual([{ uscc: town.cityLibrary.uscc, name: town.cityLibrary.name }]);
  });

  it("stand in divisions with parents before children: the city, ten districts and their streets", async () => {
    const { items } = (await t.app.inject("/api/v1/divisions")).json() as { items: parties.Division[] };
    expect(items.filter((d) => d.level === "district")).toHaveLength(10);
    const seen = new Set<string>();
    for (const d of items) {
      if (d.parent) expect(seen).toContain(d.parent);
      seen.add(d.code);
    }
    expect(seen.size).toBe(divisionsOfCity("370200").length);
    expect(() => divisionsOfCity("379900")).toThrow(/no city/);
    await t.db.acting(thePlatform, (tx) => parties.createDivisions(tx, divisionsOfCity("370200")));
  });

  const draft = (more: object = {}) => ({
    ...{
      uscc: spareCode,
      name: "市南区文化馆",
      short: "市南文化馆",
      kind: "agency",
      holder: "public-institution",
    },
    ...{ level: "district", division: "370202", admin: firstAdmin },
    ...more,
  });
  const register = async (login: string, more: object = {}) =>
    (await signIn(t.app, login)).ask("POST", "/api/v1/organisations", draft(more));

  it("are registered only by the data authority of their level, or the city's (Art. 6)", async () => {
    for (const [login, more] of [
      ["edu.admin", {}],
      ["shinan.admin", { level: "city", division: "370200" }],
      ["shinan.admin", { division: "370203" }],
      ["shinan.admin", { kind: "authority" }],
      ["city.admin", { level: "district", division: "110101" }],
      ["city.admin", { kind: "authority", level: "city", division: "370200" }],
      ["city.admin", { level: "province", division: "370000" }],
    ] as const)
      expect((await register(login, more)).json()).toMatchObject({
        status: 403,
        article: expect.any(String),
      });
    expect(
      (await t.app.inject({ method: "POST", url: "/api/v1/organisations", payload: draft() })).statusCode,
    ).toBe(401);
    expect((await t.app.inject(`/api/v1/organisations/${spareCode}`)).statusCode).toBe(404);
  });

  it("with a wrong credit code, an unfit division or a taken name are refused and leave nothing", async () => {
    expect((await register("shinan.admin", { uscc: "91370202MAXX000074" })).json().code).toBe(
      "parties.uscc_invalid",
    );
    expect((await register("city.admin", { division: "370200" })).json().code).toBe(
      "parties.division_mismatch",
    );
    expect((await register("city.admin", { division: "370299" })).json().code).toBe(
      "parties.division_mismatch",
    );
    expect((await register("shinan.admin", { name: town.cityLibrary.name })).json().code).toBe(
      "parties.organisation_exists",
    );
    expect((await register("shinan.admin", { uscc: town.vendor.uscc })).json().code).toBe(
      "parties.organisation_exists",
    );
    expect(
      (await register("shinan.admin", { admin: { ...firstAdmin, password: "short" } })).json().code,
    ).toBe("parties.password_weak");
    expect(
      (await register("shinan.admin", { admin: { ...firstAdmin, login: "edu.admin" } })).json().code,
    ).toBe("parties.login_taken");
    expect((await t.app.inject(`/api/v1/organisations/${spareCode}`)).statusCode).toBe(404);
  });

  it("begin with their first administrator; both acts are recorded, without a name", async () => {
    t.recorded.length = 0;
    const made = await register("shinan.admin");
    expect(made.statusCode).toBe(201);
    expect(t.recorded.map((e) => e.act)).toEqual([
      "parties.sign-in",
      "parties.register-organisation",
      "parties.add-person",
    ]);
    expect(t.recorded[1]).toMatchObject({ article: "6", subject: spareCode, role: "admin" });
    expect(JSON.stringify(t.recorded)).not.toMatch(/首任|first\.admin/);
    expect((await signIn(t.app, "first.admin", firstAdmin.password)).answer.json().person.roles).toEqual([
      "admin",
    ]);
  });

  it("that are closed keep their address and lose their people's access at once, until they are reopened", async () => {
    await t.person("lib.officer", { org: town.cityLibrary.uscc });
    const theirs = await signIn(t.app, "lib.officer");
    const city = await signIn(t.app, "city.admin");
    const shinan = await signIn(t.app, "shinan.admin");
    const url = `/api/v1/organisations/${town.cityLibrary.uscc}`;
    expect((await shinan.ask("PATCH", url, { active: false })).statusCode).toBe(403);
    expect((await theirs.ask("GET", "/api/v1/test-whoami")).json().kind).toBe("staff");
    expect((await city.ask("PATCH", url, { active: false })).json().active).toBe(false);
    expect((await theirs.ask("GET", "/api/v1/test-whoami")).json().kind).toBe("anyone");
    expect((await signIn(t.app, "lib.officer")).answer.statusCode).toBe(401);
    expect((await t.app.inject(url)).json().active).toBe(false);
    expect(await shorts("q=%E5%9B%BE%E4%B9%A6")).toEqual([]);
    expect((await city.ask("PATCH", url, { active: true })).json().active).toBe(true);
    expect((await signIn(t.app, "lib.officer")).answer.statusCode).toBe(200);
    expect(
      (await city.ask("PATCH", `/api/v1/organisations/${town.cityAuthority.uscc}`, { active: false }))
        .statusCode,
    ).toBe(403);
  });

  it("have one data authority for a level and division: a second is refused, a closed one gives way", async () => {
    const second: NewOrganisation = {
      ...{ uscc: "113702000000000194", name: "市南区数据局", short: "市南数据局", kind: "authority" },
      ...{ holder: "government", sector: null, level: "district", division: "370202" },
    };
    const create = () => t.db.acting(thePlatform, (tx) => parties.createOrganisation(tx, second, t.by));
    await expect(create()).rejects.toMatchObject({ code: "parties.organisation_exists" });
    const city = await signIn(t.app, "city.admin");
    const old = `/api/v1/organisations/${town.shinanAuthority.uscc}`;
    expect((await city.ask("PATCH", old, { active: false })).statusCode).toBe(200);
    await expect(
      t.db.reading(anyone, (tx) => parties.dataAuthorityOf(tx, town.streetOffice.uscc)),
    ).rejects.toMatchObject({ code: "parties.no_authority" });
    expect((await create()).uscc).toBe(second.uscc);
    expect((await city.ask("PATCH", old, { active: true })).json().code).toBe("parties.organisation_exists");
    expect(
      (await t.db.reading(anyone, (tx) => parties.dataAuthorityOf(tx, town.streetOffice.uscc))).uscc,
    ).toBe(second.uscc);
  });

  it("are described to machines: every path of this unit stands in the OpenAPI document", () => {
    const described = Object.keys((t.app as unknown as { swagger(): { paths: object } }).swagger().paths);
    for (const path of [
      "/session",
      "/session/password",
      "/organisations",
      "/organisations/{uscc}",
      "/divisions",
      "/people",
      "/people/{id}",
    ])
      expect(described).toContain(`/api/v1${path}`);
  });
});

describe("what counts as one address", () => {
  it("is an IPv4 address however it is written, and the /64 of an IPv6 one", () => {
    expect(networkOf("203.0.113.9")).toBe("203.0.113.9");
    expect(networkOf("::ffff:203.0.113.9")).toBe("203.0.113.9");
    expect(networkOf("2001:db8:1:2:aaaa::1")).toBe(networkOf("2001:DB8:1:2:ffff:0:0:9"));
    expect(networkOf("2001:db8:1:2::1")).not.toBe(networkOf("2001:db8:1:3::1"));
    expect(networkOf("::1")).toBe("0:0:0:0::/64");
    expect(networkOf("fe80::1%eth0")).toBe(networkOf("fe80::2"));
    expect(networkOf("2001:db8::")).toBe("2001:db8:0:0::/64");
  });
});
