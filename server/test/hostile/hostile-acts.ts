import { act, entryContents, type SeenCase } from "../journeys/acts.ts";
import type { Schema } from "../openapi/from-schema.ts";
import type { Client } from "../running.ts";
import { filled } from "./hostile-fields.ts";
import { Writer } from "./hostile-writer.ts";

/** Acts on cases with a payload in every text that the declaration lets an act carry. */
export interface HostileActs {
  begin(who: Client, procedure: string, action: string, subject?: string, base?: object): Promise<Begun>;
  go(who: Client, id: string, action: string, base?: object): Promise<ActedCase>;
}
/** A case as whoever acted on it was shown it. */
export interface ActedCase extends SeenCase {
  readonly title: string;
  readonly document: Readonly<Record<string, unknown>>;
}
interface Begun {
  readonly case: ActedCase;
  readonly followUp: { readonly number: string; readonly secret: string };
}

interface Procedure {
  readonly name: string;
  readonly actions: Readonly<Record<string, { readonly contents: Schema }>>;
}

/** Reads the declarations that the platform runs by. */
export async function hostileActs(nobody: Client): Promise<HostileActs> {
  const { items } = (await nobody.get("/procedures")).body as { items: Procedure[] };
  const contentsOf = (procedure: string, action: string, base: object) =>
    filled(items.find((p) => p.name === procedure)!.actions[action]!.contents, base) as Record<
      string,
      unknown
    >;
  const sound = (what: string, answer: { status: number; body: unknown }) => {
    if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    begin: async (who, procedure, action, subject, base = {}) =>
      sound(
        `${procedure}.${action}`,
        await who.send("POST", "/cases", {
          ...{ procedure, action, contents: contentsOf(procedure, action, base) },
          ...(subject ? { subject } : {}),
        }),
      ) as Begun,
    go: async (who, id, action, base = {}) => {
      const { procedure, version } = (await who.get(`/cases/${id}`)).body;
      const done = await act(who, id, action, contentsOf(procedure, action, base), version);
      return sound(`${procedure}.${action}`, done) as ActedCase;
    },
  };
}

interface Staff {
  readonly acts: HostileActs;
  readonly officer: Writer;
  readonly reviewer: Writer;
}

/** Entries through every act of theirs; answers the draft that says the most, and the one that was retired. */
export async function wanderingEntries({ acts, officer, reviewer }: Staff, stamp: string) {
  const { begin, go } = acts;
  const items = [{ column: "c0", type: "string", nullable: true }];
  const drafted = await begin(officer, "catalog-entry", "draft", undefined, { items });
  const draft = await go(officer, drafted.case.id, "revise", { items });

  const contents = entryContents(`敌意流转${stamp}`, [["名称", "name", "string"]]);
  const { id } = (await officer.send("POST", "/cases", { procedure: "catalog-entry", contents })).body.case;
  const { today } = (await officer.get("/session")).body;
  await go(officer, id, "submit");
  await go(reviewer, id, "return");
  await go(officer, id, "submit");
  await go(reviewer, id, "approve");
  await go(officer, id, "amend", { day: today });
  await go(officer, id, "submit");
  await go(reviewer, id, "approve");
  await go(officer, id, "improve");
  await go(officer, id, "submit");
  await go(reviewer, id, "approve");
  await go(officer, id, "ask-retirement");
  await go(reviewer, id, "keep");
  await go(officer, id, "ask-retirement");
  return { draft, retired: await go(reviewer, id, "retire") };
}

/** Share and open type of a published entry, changed and refused in every way; answers the cases. */
export async function changedTypes({ acts, officer, reviewer }: Staff, code: string): Promise<ActedCase[]> {
  const cases: ActedCase[] = [];
  const change = async (procedure: string, action: string, base: object, decision: string) => {
    const { id } = (await acts.begin(officer, procedure, action, code, base)).case;
    cases.push(await acts.go(reviewer, id, decision));
  };
  const law = { to: "none", basis: { kind: "law" } };
  await change("share-type", "propose", { to: "conditional" }, "reject");
  await change("share-type", "propose", law, "refuse");
  await change("share-type", "propose", law, "approve");
  await change("share-type", "propose", { to: "conditional" }, "accept");
  await change("open-type", "propose", { to: "conditional" }, "refuse");
  await change("open-type", "propose", { to: "conditional" }, "approve");
  await change("open-type", "widen", { to: "unconditional" }, "approve");
  await change("open-type", "propose", { to: "conditional" }, "approve");
  return cases;
}

/** Corrections asked for by nobody known and answered in every way; the last waits. */
export async function answeredCorrections({ acts, officer, reviewer }: Staff, dataset: string) {
  const anybody = new Writer(officer.address, officer.written);
  const idOf = async (who: Client, number: string): Promise<string> => {
    const { items } = (await who.get("/cases?queue=duties&procedure=correction&limit=100")).body;
    return items.find((one: SeenCase) => one.number === number).id;
  };
  const ask = async (action: string) => {
    const { followUp } = await acts.begin(anybody, "correction", action, dataset, { to: "agency" });
    return { followUp, id: await idOf(action === "file" ? officer : reviewer, followUp.number) };
  };
  const corrected = await ask("file");
  await acts.go(officer, corrected.id, "correct", { identityChecked: true });
  const confirmed = await ask("lodge");
  await acts.go(reviewer, confirmed.id, "forward");
  await acts.go(officer, confirmed.id, "confirm");
  const rejected = await ask("file");
  await acts.go(officer, rejected.id, "reject");
  return { corrected, confirmed, rejected, waiting: await ask("file") };
}

/** A head gives a correction more time; the head's agency has an open entry of its own. */
export async function extendedCorrection(acts: HostileActs, head: Writer): Promise<{ id: string }> {
  const { org } = (await head.get("/session")).body.person;
  const { items } = (await head.get(`/catalog/entries?provider=${org.uscc}&limit=1`)).body;
  const anybody = new Writer(head.address, head.written);
  const { followUp } = await acts.begin(anybody, "correction", "file", items[0].code, { to: "agency" });
  const mine = (await head.get("/cases?queue=all&procedure=correction&limit=100")).body.items;
  const { id } = mine.find((one: SeenCase) => one.number === followUp.number);
  return acts.go(head, id, "extend");
}
