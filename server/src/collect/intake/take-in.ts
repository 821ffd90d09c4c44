import { copyFile, mkdir, stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Staff, thePlatform } from "../../platform/index.ts";
import type { ColumnChoice } from "../contract.ts";
import { inspectFile } from "../inspect/index.ts";
import type { CollectNeeds } from "../needs.ts";
import { refuse } from "../refusals.ts";
import { findIntake, saveChange, saveReceived, type VersionRow } from "../store.ts";
import { graveOf } from "./choose-columns.ts";
import { inspectIntake } from "./inspect-intake.ts";
import { contentKey, workKey } from "./keys.ts";
import { loadIntake } from "./load-intake.ts";
import { publishVersion } from "./publish-version.ts";
import { requestLoad } from "./request-load.ts";
import { startIntake } from "./start-intake.ts";
import { steps } from "./steps.ts";

export interface LocalFile {
  /** A local file; it is copied, and stays where it is. */
  readonly path: string;
  readonly entry: string;
  /** The provider's data officer, in whose name it is delivered and published. */
  readonly caller: Staff;
  readonly name?: string;
  /** Default: what the platform proposes. */
  readonly mapping?: readonly ColumnChoice[];
  /** Grave warnings accepted; "all" where whoever delivers knows the file. Default none. */
  readonly accept?: readonly string[] | "all";
  readonly note?: string;
}

/**
 * Takes a local file all the way to a published version in this process, through the same steps, checks and ledger
 * as an upload: for the demo city's data and for tools. Refuses whatever the steps refuse, by throwing it.
 */
export async function takeIn(needs: CollectNeeds, file: LocalFile): Promise<VersionRow> {
  // The steps are run here and now, one after the other; nothing is to be queued for somebody else.
  const here: CollectNeeds = {
    ...needs,
    jobs: { enqueue: async () => undefined },
    // The file is of whoever runs this process.
    inspect: (path, { name }) => inspectFile(path, { name }),
  };
  const { caller } = file;
  const { size } = await stat(file.path);
  const name = file.name ?? basename(file.path);
  if (size === 0) throw refuse("empty");
  const { id } = await startIntake(here, caller, { entry: file.entry, name, bytes: size });
  const copy = needs.files.path(`${workKey(id)}/content`);
  await mkdir(needs.files.path(workKey(id)), { recursive: true });
  await copyFile(file.path, copy);
  await needs.files.adopt(copy, contentKey(id));
  const run = await needs.db.acting(thePlatform, async (tx) => {
    const at = needs.clock.now();
    await saveReceived(tx, id, size, at);
    return saveChange(tx, id, { state: "inspecting", step: steps.queuedInspect, at, newRun: true });
  });
  await inspectIntake(here, { intake: id, run });
  const inspected = await stateOf(here, id, "inspected");
  const mapping =
    file.mapping ?? inspected.mapping!.map(({ confidence: _c, reason: _r, ...choice }) => choice);
  const accept =
    file.accept === "all" ? graveOf(inspected.inspection!, mapping).map((w) => w.code) : (file.accept ?? []);
  const data = await requestLoad(here, caller, id, { mapping: [...mapping], accept: [...accept] });
  await loadIntake(here, data);
  await stateOf(here, id, "checked");
  return publishVersion(here, caller, id, file.note);
}

async function stateOf(needs: CollectNeeds, id: string, state: "inspected" | "checked") {
  const intake = await needs.db.reading(thePlatform, (tx) => findIntake(tx, id));
  if (intake?.state === state) return intake;
  const detail = intake?.refusal?.detail ?? steps.failed;
  throw refuse("not_taken", { params: { zh: detail.zh, en: detail.en } });
}
