/** A process behind a wall for work over every byte of a file: reads a task from its input, answers as JSON. */
import { text } from "node:stream/consumers";
import { runTask, type StageTask } from "./stage-rows.ts";

process.stdout.write(JSON.stringify(await runTask(JSON.parse(await text(process.stdin)) as StageTask)));
