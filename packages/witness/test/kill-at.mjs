// Run before the witness: kills its process, as kill -9 does, at one step of answering its n-th request.
// TLOG_TEST_KILL_AT = <n>:<step>
import { createRequire, syncBuiltinESMExports } from "node:module";

const require = createRequire(import.meta.url);
const fs = require("node:fs/promises");
const crypto = require("node:crypto");
const http = require("node:http");
const [request, step] = process.env.TLOG_TEST_KILL_AT.split(":");

let counting = 0;
let inRequest = new Map();
const die = () => process.kill(process.pid, "SIGKILL");
/** The process ends at the n-th time a step is passed within the chosen request, steps being counted by name. */
function pass(name) {
  if (counting !== Number(request)) return;
  const times = (inRequest.get(name) ?? 0) + 1;
  inRequest.set(name, times);
  if (step === `${name}${times}`) {
    die();
    // SIGKILL to oneself is delivered before anything else runs, and this makes sure of it.
    for (;;);
  }
}

const { open, rename } = fs;
fs.open = async (path, ...rest) => {
  const temporary = String(path).endsWith(".checkpoint.tmp");
  const folder = rest[0] === "r";
  if (temporary) pass("open");
  const handle = await open(path, ...rest);
  const { writeFile, sync } = handle;
  handle.writeFile = async (...args) => {
    await writeFile.apply(handle, args);
    pass("written");
  };
  handle.sync = async () => {
    if (folder) pass("renamed");
    await sync.apply(handle);
    pass(folder ? "kept" : "synced");
  };
  return handle;
};
fs.rename = async (from, to) => {
  await rename(from, to);
};
const { sign } = crypto;
crypto.sign = (...args) => {
  pass("sign");
  const signature = sign(...args);
  pass("signed");
  return signature;
};
const { end } = http.ServerResponse.prototype;
http.ServerResponse.prototype.end = function (...args) {
  pass("answer");
  return end.apply(this, args);
};
const { emit } = http.Server.prototype;
http.Server.prototype.emit = function (event, ...args) {
  if (event === "request") {
    counting += 1;
    inRequest = new Map();
    args[1].once("finish", () => setTimeout(() => pass("answered"), 50));
  }
  return emit.call(this, event, ...args);
};
syncBuiltinESMExports();
