/** A thread for work over every byte of a file, so that the server's own thread stays free. */
import { parentPort, workerData } from "node:worker_threads";
import { runTask, type StageTask } from "./stage-rows.ts";

parentPort?.postMessage(await runTask(workerData as StageTask));
