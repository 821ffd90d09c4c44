import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appendAct, ledgerMigrations } from "../ledger/index.ts";
import { anyone, type Caller, migrate, newId, thePlatform } from "../platform/index.ts";
import { password, signIn, startTown, town } from "./testing.ts";

type SignedIn = Awaited<ReturnType<typeof signIn>>;

describe("people", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  let education: SignedIn;
  let library: SignedIn;
  let officer: SignedIn;
  let libraryAdmin: string;
  let educationOfficer: string;

  beforeAll(async () => {
    t = await startTown();
    await t.person("edu.admin", { roles: ["admin"], name: "教育管理员" });
    educationOfficer = (await t.person("edu.officer", { name: "教育专员" })).id;
    libraryAdmin = (
      await t.person("lib.admin", { org: town.cityLibrary.uscc, roles: ["admin"], name: "图书管理员" })
    ).id;
    education = await signIn(t.app, "edu.admin");
    library = await signIn(t.app, "lib.admin");
    officer = await signIn(t.app, "edu.officer");
  });
  afterAll(() => t.close());

  const add = (as: SignedIn, more: object = {}) =>
    as.ask("POST", "/api/v1/people", {
      ...{
        name: "新人",
        login: `new.${newId(new Date()).slice(-12)}`,
        password: "first-given-word",
        roles: ["officer"],
      },
      ...more,
    });
  const names = async (as: SignedIn) =>
    (await as.ask("GET", "/api/v1/people?limit=100")).json().items.map((p: { name: string }) => p.name);

  it("are listed to their own organisation's administrator only", async () => {
    expect(await names(library)).toEqual(["图书管理员"]);
    expect(await names(education)).toEqual(expect.arrayContaining(["教育管理员", "教育专员"]));
    const refused = await officer.ask("GET", "/api/v1/people");
    expect([refused.statusCode, refused.json().code, refused.json().article]).toEqual([
      403,
      "parties.admin_only",
      "42",
    ]);
    expect((await t.app.inject("/api/v1/people")).json().code).toBe("parties.sign_in_first");
    expect(
      (await officer.ask("POST", "/api/v1/people", { name: "x", login: "abc", password, roles: ["admin"] }))
        .statusCode,
    ).toBe(403);
    expect(
      (await officer.ask("PATCH", `/api/v1/people/${educationOfficer}`, { roles: ["admin"] })).statusCode,
    ).toBe(403);
  });

  it("show login, roles, activity and last seen, and no trace of a password", async () => {
    const answer = await education.ask("GET", "/api/v1/people");
    expect(answer.json().items[0]).toMatchObject({ active: true, lastSeenAt: t.clock.now().toISOString() });
    expect(answer.body).not.toMatch(/argon2|password|hash|token/i);
  });

  it("of another organisation can be neither read nor changed by their id (404), and stay as they were", async () => {
    for (const change of [{ active: false }, { roles: ["officer"] }, { password: "taken-over-by-edu" }]) {
      const refused = await education.ask("PATCH", `/api/v1/people/${libraryAdmin}`, change);
      expect([refused.statusCode, refused.json().code]).toEqual([404, "parties.person_unknown"]);
    }
    for (const id of [newId(t.clock.now()), "1", "' or true --", "%00", "..%2f..", "a".repeat(65)])
      expect((await education.ask("PATCH", `/api/v1/people/${id}`, { active: false })).statusCode).toBe(404);
    expect((await library.ask("GET", "/api/v1/test-whoami")).json().roles).toEqual(["admin"]);
    expect((await signIn(t.app, "lib.admin")).answer.statusCode).toBe(200);
  });

  it("cannot be added to another organisation by naming it", async () => {
    const answer = await add(education, { org: town.cityLibrary.uscc, name: "潜入者" });
    expect(answer.json().org.uscc).toBe(town.education.uscc);
    expect(await names(library)).toEqual(["图书管理员"]);
  });

  it("are shown to a query that forgets its WHERE only where they are one's own; passwords never", async () => {
    const edu = (await education.ask("GET", "/api/v1/test-whoami")).json() as Caller;
    const lib = (await library.ask("GET", "/api/v1/test-whoami")).json() as Caller;
    const all = (caller: Caller) =>
      t.db.reading(caller, async (tx) => ({
        orgs: (await sql<{ org: string }>`select distinct org from parties.person`.execute(tx)).rows.map(
          (r) => r.org,
        ),
        sessions: (await sql`select 1 from parties.session`.execute(tx)).rows.length,
        credentials: (await sql`select 1 from parties.credential`.execute(tx)).rows.length,
        attempts: (await sql`select 1 from parties.login_attempt`.execute(tx)).rows.length,
      }));
    await signIn(t.app, "edu.officer", "wrong");
    expect((await all(edu)).orgs).toEqual([town.education.uscc]);
    expect((await all(lib)).orgs).toEqual([town.cityLibrary.uscc]);
    const platform = await all(thePlatform);
    expect((await all(edu)).sessions + (await all(lib)).sessions).toBe(platform.sessions);
    for (const caller of [edu, lib]) expect(await all(caller)).toMatchObject({ credentials: 0, attempts: 0 });
    expect(await all(anyone)).toEqual({ orgs: [], sessions: 0, credentials: 0, attempts: 0 });
    expect(platform.credentials).toBeGreaterThan(0);
    expect(platform.attempts).toBeGreaterThan(0);
  });

  it("cannot be moved, renamed away or given a password across organisations, even by SQL", async () => {
    const edu = (await education.ask("GET", "/api/v1/test-whoami")).json() as Caller;
    const touched = await t.db.acting(edu, (tx) =>
      sql`update parties.person set active = false where id = ${libraryAdmin}`.execute(tx),
    );
    expect(touched.numAffectedRows).toBe(0n);
    const tries = [
      sql`insert into parties.credential (person, password_hash, must_change, since)
        values (${libraryAdmin}, '$argon2id$', false, now())`,
      sql`update parties.person set org = ${town.cityLibrary.uscc} where login = 'edu.officer'`,
      sql`insert into parties.session values (sha256('x'), ${libraryAdmin}, now(), now(), now())`,
      sql`insert into parties.organisation (uscc, name, short, kind, holder, level, division, created_at)
        values ('91370202MAXX000073', 'x', 'x', 'agency', 'government', 'city', '370200', now())`,
    ];
    for (const statement of tries)
      await expect(t.db.acting(edu, (tx) => statement.execute(tx))).rejects.toThrow(/row-level security/);
  });

  it("are added with a first password to replace; the ledger learns who by pseudonym, never a name (Art. 42)", async () => {
    t.recorded.length = 0;
    const added = await add(education, { name: "李敏", login: "li.min", roles: ["officer", "head"] });
    expect(added.statusCode).toBe(201);
    expect((await signIn(t.app, "li.min", "first-given-word")).answer.json().mustChangePassword).toBe(true);
    const entry = t.recorded.find((e) => e.act === "parties.add-person")!;
    expect(entry).toMatchObject({
      article: "42",
      role: "admin",
      subject: added.json().id,
      content: { org: town.education.uscc, roles: ["officer", "head"] },
    });
    expect(JSON.stringify(t.recorded)).not.toMatch(/李敏|li\.min|first-given-word/);
  });

  it("with a taken login are refused, whoever has it, and leave nothing", async () => {
    for (const login of ["edu.officer", "LIB.admin"]) {
      const refused = await add(education, { login, name: "重名者" });
      expect([refused.statusCode, refused.json().code, refused.json().fields[0].path]).toEqual([
        409,
        "parties.login_taken",
        "login",
      ]);
    }
    expect(await names(education)).not.toContain("重名者");
  });

  it("may not be given roles that their organisation has not to give (Art. 6)", async () => {
    for (const role of ["reviewer", "supervisor"])
      expect((await add(education, { roles: [role] })).json()).toMatchObject({
        code: "parties.role_not_of_kind",
        article: "6",
      });
    const made = (await add(education)).json();
    const raised = await education.ask("PATCH", `/api/v1/people/${made.id}`, { roles: ["supervisor"] });
    expect(raised.statusCode).toBe(422);
    await t.person("city.admin", { org: town.cityAuthority.uscc, roles: ["admin"] });
    const city = await signIn(t.app, "city.admin");
    expect((await add(city, { roles: ["reviewer", "supervisor"] })).statusCode).toBe(201);
  });

  it("keep hostile names as they are written, or refuse those that hide or turn text", async () => {
    const kept = [
      "<script>alert(1)</script>",
      "Robert'); DROP TABLE parties.person;--",
      "𠮷野·买买提",
      "José Ñandú",
      "{{7*7}}#{7*7}",
      "=cmd|' /C calc'!A0",
    ];
    for (const name of kept) expect((await add(education, { name })).json().name).toBe(name);
    expect(await names(education)).toEqual(expect.arrayContaining(kept));
    expect((await add(education, { name: "  王 海 " })).json().name).toBe("王 海");
    for (const name of [
      "",
      "   ",
      "a\u0000b",
      "行\n行",
      "\u202Egnp.exe",
      "王\u200b海",
      "海\ufeff海",
      "海".repeat(51),
      "\ud800",
      7,
      null,
    ])
      expect((await add(education, { name })).statusCode).toBe(400);
  });

  it("cannot disable themselves, give up their own administration or reset their own password here", async () => {
    const id = education.answer.json().person.id;
    for (const change of [{ active: false }, { roles: ["officer"] }, { password: "some-other-word" }])
      expect((await education.ask("PATCH", `/api/v1/people/${id}`, change)).json().code).toBe(
        "parties.not_yourself",
      );
    expect((await education.ask("PATCH", `/api/v1/people/${id}`, {})).statusCode).toBe(400);
    expect(
      (await education.ask("PATCH", `/api/v1/people/${id}`, { roles: ["admin", "head"] })).statusCode,
    ).toBe(200);
  });

  it("cannot leave an organisation without an administrator: of two who disable each other one succeeds", async () => {
    const org = town.vendor.uscc;
    const first = (await t.person("vendor.one", { org, roles: ["admin"] })).id;
    const second = (await t.person("vendor.two", { org, roles: ["admin"] })).id;
    const one = await signIn(t.app, "vendor.one");
    const two = await signIn(t.app, "vendor.two");
    const answers = await Promise.all([
      one.ask("PATCH", `/api/v1/people/${second}`, { active: false }),
      two.ask("PATCH", `/api/v1/people/${first}`, { active: false }),
    ]);
    expect(answers.filter((a) => a.statusCode === 200)).toHaveLength(1);
    expect(answers.filter((a) => [401, 403].includes(a.statusCode))).toHaveLength(1);
  });

  it("who lost their password get a first one again; old password and sessions end", async () => {
    const { id } = await t.person("for.getful");
    const before = await signIn(t.app, "for.getful");
    const reset = await education.ask("PATCH", `/api/v1/people/${id}`, { password: "a-second-first-word" });
    expect(reset.statusCode).toBe(200);
    expect((await before.ask("GET", "/api/v1/test-whoami")).json().kind).toBe("anyone");
    expect((await signIn(t.app, "for.getful")).answer.statusCode).toBe(401);
    expect((await signIn(t.app, "for.getful", "a-second-first-word")).answer.json().mustChangePassword).toBe(
      true,
    );
    expect((await education.ask("PATCH", `/api/v1/people/${id}`, { password: "short" })).json().code).toBe(
      "parties.password_weak",
    );
  });
});

describe("the real ledger", () => {
  it("takes what people do within the transaction of the act, and publishes no name", async () => {
    const t = await startTown();
    await migrate(t.db, [ledgerMigrations]);
    await t.person("edu.admin", { roles: ["admin"], name: "教育管理员" });
    const app = await t.another({ append: appendAct });
    const admin = await signIn(app, "edu.admin");
    const body = { name: "李敏", login: "li.min", password: "first-given-word", roles: ["officer"] };
    const added = (await admin.ask("POST", "/api/v1/people", body)).json();
    await admin.ask("PATCH", `/api/v1/people/${added.id}`, { active: false });
    await admin.ask("DELETE", "/api/v1/session");
    const entries = await t.db.reading(anyone, (tx) =>
      sql<{
        entry: string;
      }>`select convert_from(bytes, 'UTF8') as entry from ledger.entry order by n`.execute(tx),
    );
    const acts = entries.rows.map((r) => JSON.parse(r.entry));
    expect(acts.map((a) => a.act)).toEqual([
      "parties.sign-in",
      "parties.add-person",
      "parties.change-person",
      "parties.sign-out",
    ]);
    expect(acts[1].actor).toEqual({
      id: admin.answer.json().person.id,
      role: "admin",
      org: town.education.uscc,
    });
    const contents = await t.db.reading(thePlatform, (tx) =>
      sql<{ c: string }>`select content::text as c from ledger.content`.execute(tx),
    );
    expect(JSON.stringify([entries.rows, contents.rows])).not.toMatch(/李敏|li\.min|教育管理员|edu\.admin/);
    await app.close();
    await t.close();
  });
});

describe("the log", () => {
  it("holds no name, login, password or token, whatever happens", async () => {
    let written = "";
    const log = pino(
      { level: "trace" },
      {
        write: (line: string) => {
          written += line;
        },
      },
    );
    const t = await startTown({ log });
    await t.person("quiet.admin", { roles: ["admin"], name: "静静" });
    const admin = await signIn(t.app, "quiet.admin");
    await signIn(t.app, "quiet.admin", "a-wrong-secret-word");
    await admin.ask("POST", "/api/v1/people", {
      name: "新来的",
      login: "quiet.new",
      password: "first-given-word",
      roles: ["officer"],
    });
    await admin.ask("POST", "/api/v1/people", {
      name: "新来的",
      login: "quiet.new",
      password: "first-given-word",
      roles: ["officer"],
    });
    await admin.ask("POST", "/api/v1/people", { name: "新来的\u0000", login: "quiet.new", password: 5 });
    t.recorded.push = () => {
      throw new Error("fault on purpose");
    };
    await admin.ask("POST", "/api/v1/people", {
      name: "新来的",
      login: "quiet.late",
      password: "first-given-word",
      roles: ["officer"],
    });
    await signIn(t.app, "quiet.admin");
    expect(written).toContain("fault on purpose");
    for (const secret of [
      "静静",
      "新来的",
      "quiet.",
      password,
      "a-wrong-secret-word",
      "first-given-word",
      admin.token,
      admin.csrf,
    ])
      expect(written).not.toContain(secret);
    await t.close();
  });
});
