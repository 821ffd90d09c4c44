/**
 * A process of its own in which one small hostile file after the other is inspected, three at once: starting a process
 * for each takes a hundred times as long as reading it. Says of each, in a line, what it came to.
 */
import { join } from "node:path";
import { type InspectionLimits, inspectFile } from "../../src/collect/inspect/index.ts";

export interface Asked {
  readonly folder: string;
  /** By the names they were delivered under; in the folder they stand by their place in this list. */
  readonly names: readonly string[];
  readonly limits: Partial<InspectionLimits>;
}

const { folder, names, limits } = JSON.parse(process.argv[2] ?? "{}") as Asked;
let next = 0;
async function takeTurns(): Promise<void> {
  for (let i = next++; i < names.length; i = next++) {
    const found = await inspectFile(join(folder, String(i)), { name: names[i]!, limits });
    process.stdout.write(`${JSON.stringify({ i, found })}\n`);
  }
}
await Promise.all([takeTurns(), takeTurns(), takeTurns()]);
