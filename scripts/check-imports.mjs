// Holds the order of imports. A checker that reads nothing reports no violations, so zero modules is a failure.
import { existsSync, readdirSync } from "node:fs";
import { cruise } from "dependency-cruiser";
import extractConfig from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";

const packages = readdirSync("packages").flatMap((name) =>
  ["src", "bin"].map((part) => `packages/${name}/${part}`).filter((path) => existsSync(path)),
);
const options = await extractConfig("./.dependency-cruiser.cjs");
const { output } = await cruise(
  ["server/src", ...packages, "web/portal/src", "web/console/src"],
  options,
  undefined,
  {
    tsConfig: extractTsConfig("./tsconfig.json"),
  },
);
const { totalCruised, violations } = output.summary;
const own = output.modules.filter((m) => /^(server|packages|web)\/.*\.tsx?$/.test(m.source)).length;
for (const v of violations) console.log(`✗ ${v.rule.name}: ${v.from} → ${v.to}`);
console.log(`${own} modules of ours (${totalCruised} in all), ${violations.length} violations`);
process.exit(violations.length || own < 100 ? 1 : 0);
