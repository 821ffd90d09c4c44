import { mkdir, readdir } from "node:fs/promises";
import { dirname } from "node:path";
import { startDuck } from "../../platform/engine/index.ts";
import { type Text, thePlatform } from "../../platform/index.ts";
import type { Quality } from "../contract.ts";
import { type LoadPhase, loadVersion } from "../load/index.ts";
import type { CollectNeeds } from "../needs.ts";
import { findIntake } from "../store.ts";
import { chooseColumns } from "./choose-columns.ts";
import { contentKey, resultKey, workKey } from "./keys.ts";
import { runStep, type StepData } from "./run-step.ts";
import { publishedEntry } from "./start-intake.ts";
import { steps } from "./steps.ts";

/** How far a load is when a phase begins, and what it says. */
const phases: Record<LoadPhase, { progress: number; step: Text }> = {
  staging: { progress: 0.05, step: { zh: "正在读取文件", en: "Reading the file" } },
  writing: { progress: 0.25, step: { zh: "正在写入数据", en: "Writing the data" } },
  checking: { progress: 0.7, step: { zh: "正在检查每一行", en: "Checking every row" } },
  publishing: { progress: 0.95, step: { zh: "正在保存结果", en: "Saving the result" } },
};

/**
 * Loads a file as the officer decided and checks it against its entry (Arts. 12, 15). The result is a folder that
 * appears whole by one rename; a run that died before leaves nothing that counts. Safe to run again.
 */
export async function loadIntake(needs: CollectNeeds, data: StepData): Promise<void> {
  let earlier: string | undefined;
  const stands = await runStep(needs, data, "loading", async ({ intake, signal, tell }) => {
    tell(0.02, steps.loading);
    const folder = resultKey(intake.entry, intake.id, data.run);
    const target = needs.files.path(folder);
    await clearLeftovers(needs, folder);
    const entry = await needs.db.reading(thePlatform, (tx) => publishedEntry(tx, needs, intake.entry));
    const mapping = chooseColumns(intake.inspection!, entry.items, intake.mapping!);
    const now = needs.clock.now();
    const path = needs.files.path(contentKey(intake.id));
    const temp = needs.files.path(workKey(intake.id));
    await mkdir(temp, { recursive: true });
    // A process of its own for each load: a file too heavy for it takes nothing else down.
    const duck = await startDuck({
      folders: [dirname(path), dirname(target), temp],
      threads: 2,
      memoryLimit: "768MiB",
      temp,
      connections: 2,
    });
    try {
      const { manifest, report } = await loadVersion<Quality>({
        duck,
        path,
        inspection: intake.inspection!,
        mapping,
        target,
        version: `${intake.id}-${data.run}`,
        created: now,
        check: (version) => needs.check(version, entry, now),
        signal,
        onProgress: (phase) => tell(phases[phase].progress, phases[phase].step),
      });
      earlier = intake.result?.folder;
      return {
        state: "checked",
        step: steps.checked,
        progress: 1,
        result: { folder, manifest },
        quality: report!,
        refusal: null,
      };
    } finally {
      duck.kill();
      await duck.ended;
    }
  });
  if (stands && earlier) await needs.files.remove(earlier);
  if (!stands) await dropUnwanted(needs, data);
}

/** What an earlier try of this very run left: its unfinished folders, or a result nobody came to record. */
async function clearLeftovers(needs: CollectNeeds, folder: string): Promise<void> {
  const parent = dirname(needs.files.path(folder));
  await mkdir(parent, { recursive: true });
  const name = folder.slice(dirname(folder).length + 1);
  for (const found of await readdir(parent))
    if (found === name || found.startsWith(`${name}.`))
      await needs.files.remove(`${dirname(folder)}/${found}`);
}

/** Cancelled while the result was being saved: it goes the way of the other files. */
async function dropUnwanted(needs: CollectNeeds, { intake, run }: StepData): Promise<void> {
  const now = await needs.db.reading(thePlatform, (tx) => findIntake(tx, intake));
  if (now?.state === "cancelled") await needs.files.remove(resultKey(now.entry, intake, run));
}
