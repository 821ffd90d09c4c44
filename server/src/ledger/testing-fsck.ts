import { publishedCalendar } from "@zhanqiao/law";
import {
  growBundles,
  growTiles,
  keyPairFromSeed,
  leafHash,
  parseSignerKey,
  signCheckpoint,
  tileReader,
  treeRoot,
} from "@zhanqiao/tlog";
import { sql } from "kysely";
import { expect } from "vitest";
import { newId, thePlatform } from "../platform/index.ts";
import { actOnCase, type EngineNeeds, openCase } from "../procedure/index.ts";
import { letterModule, officer } from "../procedure/testing.ts";
import { appendAct } from "./append.ts";
import { eraseContent } from "./erase-content.ts";
import { type FsckReport, fsck } from "./fsck.ts";
import { procedureSources } from "./fsck-acts.ts";
import { checkpointKey, tileKey, tilesOf } from "./log-files.ts";
import { sequence } from "./sequence.ts";
import { origin, type TestLedger, tamper, testLedger } from "./testing.ts";

const { write } = letterModule.declaration.actions;
const module = {
  ...letterModule,
  declaration: {
    ...letterModule.declaration,
    actions: { ...letterModule.declaration.actions, write: { ...write!, personal: ["words"] } },
  },
};
export const personal = (_procedure: string, action: string) => (action === "write" ? ["words"] : []);

/** A log of 300 entries: eleven cases of two acts each, a letter from outside, and what the platform did. */
export async function withLog(
  work: (l: TestLedger, check: (more?: object) => Promise<FsckReport>) => Promise<void>,
): Promise<void> {
  const l = await testLedger();
  try {
    const needs: EngineNeeds = {
      ...{ db: l.db, clock: l.needs.clock, modules: [module], append: appendAct },
      statute: { packs: ["qingdao-299"], calendar: publishedCalendar },
      organisations: async (_tx, usccs) =>
        new Map(usccs.map((u) => [u, { name: u, holder: "government" as const }])),
    };
    await l.append(120);
    for (let i = 0; i < 11; i++) {
      const { id } = await openCase(needs, officer, {
        ...{ procedure: "letter", action: "write", contents: { words: `第${i}封` } },
      });
      await actOnCase(needs, officer, { key: id, action: "file", version: 1, contents: {} });
    }
    await openCase(
      needs,
      { kind: "anyone" },
      { procedure: "letter", action: "send", contents: { words: "来信" } },
    );
    await l.append(157);
    await sequence(l.needs);
    const check = (more = {}) =>
      fsck({
        ...{ db: l.db, files: l.needs.files, origin, verifierKey: l.needs.key.verifierKey },
        ...{ sources: procedureSources(personal), ...more },
      });
    await work(l, check);
  } finally {
    await l.close();
  }
}

/** Past every policy of the procedures' tables as well. */
const tamperCases = (l: TestLedger, statement: string) =>
  tamper(
    l.db,
    `alter table procedure.act no force row level security; alter table procedure.case_file no force row level security;
     alter table procedure.period no force row level security; ${statement}`,
  );

const flip = async (l: TestLedger, path: string, at = 5) => {
  const bytes = Buffer.from(await l.needs.files.read(tileKey(path)));
  bytes[at]! ^= 1;
  await l.needs.files.write(tileKey(path), bytes);
};
const edit = (index: number, act = "letter.file") =>
  `update ledger.entry set bytes = convert_to(replace(convert_from(bytes, 'utf8'), '"${act}"', '"letter.fine"'), 'utf8')
   where index = ${index}`;
const drop = (where: string) =>
  `delete from ledger.content where n in (select n from ledger.entry where ${where}); delete from ledger.entry where ${where};`;

/** What somebody with the database, the files or the key may do, and what it is called when it is found. */
export const harms: [
  what: string,
  finding: { code: string; index?: number; name?: string; path?: string },
  (l: TestLedger) => unknown,
][] = [
  ["an edited row", { code: "entry.edited", index: 30 }, (l) => tamper(l.db, edit(30))],
  [
    "a row edited together with its bundle and its level-0 tile",
    { code: "entries.rewritten", index: 0 },
    async (l) => {
      await tamper(l.db, edit(30));
      const rows = await l.db.reading(thePlatform, (tx) =>
        sql<{ bytes: Buffer }>`select bytes from ledger.entry order by index limit 256`.execute(tx),
      );
      const entries = rows.rows.map((row) => new Uint8Array(row.bytes));
      const growth = { from: 0, to: 256, readTile: tilesOf(l.needs.files) };
      const [bundle] = await growBundles({ ...growth, entries });
      const [tile] = await growTiles({ ...growth, leafHashes: entries.map(leafHash) });
      for (const file of [bundle!, tile!]) await l.needs.files.write(tileKey(file.path), file.bytes);
    },
  ],
  [
    "a dropped row whose followers were moved up",
    { code: "entry.deleted", index: 30 },
    (l) => tamper(l.db, `${drop("index = 30")} update ledger.entry set index = index - 1 where index > 30`),
  ],
  ["a dropped row", { code: "row.missing", index: 30 }, (l) => tamper(l.db, drop("index = 30"))],
  [
    "an inserted row",
    { code: "entry.inserted", index: 30 },
    (l) =>
      tamper(
        l.db,
        `update ledger.entry set index = -index - 1 where index >= 30;
         update ledger.entry set index = -index where index < 0;
         insert into ledger.entry (act_id, bytes, index, appended_at)
           select gen_random_uuid(), convert_to(replace(convert_from(bytes, 'utf8'), 'file', 'fine'), 'utf8'), 30, appended_at
           from ledger.entry where index = 29`,
      ),
  ],
  [
    "two rows in another order",
    { code: "entry.reordered", index: 30 },
    (l) =>
      tamper(
        l.db,
        `update ledger.entry set index = -1 where index = 30; update ledger.entry set index = 30 where index = 31;
         update ledger.entry set index = 31 where index = -1`,
      ),
  ],
  [
    "a swapped partial tile",
    { code: "tile.differs", path: "tile/0/001.p/44" },
    async (l) =>
      l.needs.files.write(
        tileKey("tile/0/001.p/44"),
        (await l.needs.files.read(tileKey("tile/0/000"))).subarray(0, 44 * 32),
      ),
  ],
  [
    "a changed tile of a higher level",
    { code: "tile.differs", path: "tile/1/000.p/1" },
    (l) => flip(l, "tile/1/000.p/1"),
  ],
  [
    "a missing tile",
    { code: "tile.missing", path: "tile/0/000" },
    (l) => l.needs.files.remove(tileKey("tile/0/000")),
  ],
  [
    "a changed bundle file",
    { code: "bundle.differs", path: "tile/entries/001.p/44", index: 256 },
    (l) => flip(l, "tile/entries/001.p/44"),
  ],
  [
    "a missing bundle file",
    { code: "bundle.missing", path: "tile/entries/000" },
    (l) => l.needs.files.remove(tileKey("tile/entries/000")),
  ],
  ["a truncated log", { code: "entries.missing" }, (l) => tamper(l.db, drop("index >= 290"))],
  [
    "a head that counts other entries than there are",
    { code: "head.differs" },
    (l) => tamper(l.db, "update ledger.head set size = 301"),
  ],
  [
    "a database put back to an old copy",
    { code: "checkpoint.rolled_back" },
    async (l) => {
      const old = (await l.app.inject({ url: "/checkpoint" })).payload;
      await l.append(7);
      await sequence(l.needs);
      await tamper(
        l.db,
        `${drop("index >= 300")} update ledger.head set size = 300, published = 300, checkpoint = '${old}'`,
      );
    },
  ],
  [
    "a log without a checkpoint",
    { code: "log.unpublished" },
    (l) => tamper(l.db, "update ledger.head set checkpoint = null, published = 0"),
  ],
  [
    "changed content",
    { code: "content.differs", index: 142, name: "XX-2026-00012" },
    (l) =>
      tamper(
        l.db,
        `update ledger.content set content = jsonb_set(content, '{to}', '"agreed"')
      where n = (select n from ledger.entry where convert_from(bytes, 'utf8') like '%letter.send%')`,
      ),
  ],
  [
    "a changed salt",
    { code: "content.differs", index: 3 },
    (l) =>
      tamper(
        l.db,
        `update ledger.content set salt = decode(repeat('ab', 32), 'hex')
      where n = (select n from ledger.entry where index = 3)`,
      ),
  ],
  [
    "content that went without an act that erased it",
    { code: "content.missing", index: 3, name: "XX-2026-00001" },
    (l) => tamper(l.db, "delete from ledger.content where n = (select n from ledger.entry where index = 3)"),
  ],
  [
    "content that went under an erasing act that does not name it",
    { code: "content.missing", index: 3 },
    async (l) => {
      const [other, by] = await erased(l, 5);
      expect(other).toBeTruthy();
      await tamper(
        l.db,
        `delete from ledger.content where n = (select n from ledger.entry where index = 3);
         alter table ledger.erasure no force row level security;
         insert into ledger.erasure select n, '${by}', now() from ledger.entry where index = 3`,
      );
    },
  ],
  [
    "content that is on record as erased and still there",
    { code: "content.not_erased", index: 5 },
    async (l) => {
      await erased(l, 5);
      await tamper(
        l.db,
        `insert into ledger.content select n, decode(repeat('ab', 32), 'hex'), '{}'
        from ledger.entry where index = 5`,
      );
    },
  ],
  [
    "an act without an entry",
    { code: "act.unrecorded", name: "XX-2026-00004" },
    (l) =>
      tamperCases(
        l,
        `insert into procedure.act select gen_random_uuid(), case_id, 3, 'agree', 'filed', 'agreed', actor_kind, actor_id,
           actor_org, actor_role, article, contents, at from procedure.act
         where version = 2 and case_id = (select id from procedure.case_file where number = 'XX-2026-00004')`,
      ),
  ],
  [
    "an act recorded twice",
    { code: "act.doubled", name: "XX-2026-00012" },
    async (l) => {
      const act = await l.db.reading(thePlatform, (tx) =>
        sql<{ id: string }>`select id from procedure.act where action = 'send'`.execute(tx),
      );
      await l.db.acting(thePlatform, (tx) =>
        appendAct(tx, {
          ...{ id: act.rows[0]!.id, act: "letter.send", procedure: "P99", subject: "XX-2026-00012" },
          ...{ caller: { kind: "anyone" }, article: "17.1", at: l.needs.clock.now(), content: {} },
        }),
      );
    },
  ],
  [
    "an act whose case shows another outcome",
    { code: "act.differs", name: "XX-2026-00004", index: 127 },
    (l) =>
      tamperCases(
        l,
        `update procedure.act set to_state = 'agreed' where version = 2
         and case_id = (select id from procedure.case_file where number = 'XX-2026-00004')`,
      ),
  ],
  [
    "an act whose case shows other contents",
    { code: "act.differs", name: "XX-2026-00012", index: 142 },
    (l) => tamperCases(l, `update procedure.act set contents = '{"words":"别的"}' where action = 'send'`),
  ],
  [
    "an act whose case shows another person",
    { code: "act.differs", name: "XX-2026-00002" },
    (l) =>
      tamperCases(
        l,
        `update procedure.act set actor_id = 'somebody-else' where version = 1
         and case_id = (select id from procedure.case_file where number = 'XX-2026-00002')`,
      ),
  ],
  [
    "an act that was dropped from its case",
    { code: "act.missing", name: "XX-2026-00004", index: 127 },
    (l) =>
      tamperCases(
        l,
        `delete from procedure.act where version = 2
         and case_id = (select id from procedure.case_file where number = 'XX-2026-00004')`,
      ),
  ],
  [
    "a period on record as run out that the log knows nothing of",
    { code: "act.unrecorded", name: "XX-2026-00012" },
    (l) =>
      tamperCases(
        l,
        `update procedure.period set escalated_at = now() where case_id =
           (select id from procedure.case_file where number = 'XX-2026-00012')`,
      ),
  ],
  [
    "a row that is no entry",
    { code: "entry.malformed" },
    (l) =>
      tamper(
        l.db,
        `insert into ledger.entry (act_id, bytes, appended_at) values (gen_random_uuid(), 'x', now())`,
      ),
  ],
  [
    "a checkpoint beside the tiles that another key signed",
    { code: "key.unknown" },
    async (l) => {
      const other = parseSignerKey(keyPairFromSeed(origin, new Uint8Array(32).fill(9)).signerKey);
      const root = await treeRoot(300, tileReader(300, tilesOf(l.needs.files)));
      const note = await signCheckpoint({ origin, size: 300, root, extensions: [] }, [other]);
      await l.needs.files.write(checkpointKey, note);
    },
  ],
  [
    "history written anew and signed anew with the log's own key, by the checkpoint kept beside the tiles",
    { code: "checkpoint.forked" },
    (l) => rewritten(l),
  ],
];

/** Erases the content of the act at a place; gives the act and the one that erased it. */
export async function erased(l: TestLedger, index: number): Promise<[string, string]> {
  const act = await l.db.reading(thePlatform, (tx) =>
    sql<{ act_id: string }>`select act_id from ledger.entry where index = ${index}`.execute(tx),
  );
  const acts = [act.rows[0]!.act_id];
  const { id } = await l.db.acting(thePlatform, (tx) =>
    eraseContent(tx, {
      ...{ acts, ground: "unlawful", caller: thePlatform, article: "46", at: l.needs.clock.now() },
    }),
  );
  return [acts[0]!, id];
}

/** As somebody with the database, the files and the signing key would: one act never happened, everything fits. */
export async function rewritten(l: TestLedger): Promise<void> {
  await tamper(
    l.db,
    `${drop("index = 30")} update ledger.entry set index = index - 1 where index > 30;
     insert into ledger.entry (act_id, bytes, index, appended_at)
       select '${newId(l.needs.clock.now())}', bytes, 299, appended_at from ledger.entry where index = 298;
     insert into ledger.content select (select n from ledger.entry where index = 299), salt, content
       from ledger.content where n = (select n from ledger.entry where index = 298)`,
  );
  const rows = await l.db.reading(thePlatform, (tx) =>
    sql<{ bytes: Buffer }>`select bytes from ledger.entry order by index`.execute(tx),
  );
  const entries = rows.rows.map((row) => new Uint8Array(row.bytes));
  const readTile = tilesOf(l.needs.files);
  const growth = { from: 0, to: 300, readTile };
  const files = [
    ...(await growBundles({ ...growth, entries })),
    ...(await growTiles({ ...growth, leafHashes: entries.map(leafHash) })),
  ];
  for (const file of files) await l.needs.files.write(tileKey(file.path), file.bytes);
  const root = await treeRoot(300, tileReader(300, readTile));
  const signed = await signCheckpoint({ origin, size: 300, root, extensions: [] }, [l.needs.key.signer]);
  await tamper(l.db, `update ledger.head set checkpoint = '${signed}'`);
}
