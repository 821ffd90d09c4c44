// Builds both front ends and the stand-alone verifier, one after the other (each uses all cores).
import { spawnSync } from "node:child_process";

for (const workspace of ["web/portal", "web/console", "packages/evidence"]) {
  const done = spawnSync("npm", ["run", "build", "-w", workspace, "--silent"], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
