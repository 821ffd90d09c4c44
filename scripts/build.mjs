// Builds both front ends, one after the other (each uses all cores).
import { spawnSync } from "node:child_process";

for (const workspace of ["web/portal", "web/console"]) {
  const done = spawnSync("npm", ["run", "build", "-w", workspace, "--silent"], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
