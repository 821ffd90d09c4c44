/**
 * A process of its own in which a delivered file is inspected. Reads one request from its first argument and writes the
 * result as JSON.
 */
import { type InspectOptions, inspectFile } from "./inspect-file.ts";

const { path, options } = JSON.parse(process.argv[2] ?? "{}") as { path: string; options: InspectOptions };
process.stdout.write(JSON.stringify(await inspectFile(path, options)));
