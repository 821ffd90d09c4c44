// npm run licences: writes the software bill of materials (CycloneDX, dist/sbom.cdx.json) of everything installed and
// fails when a package's licence is not among those we may ship with, or is not stated.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

/** Licences that ask for no more than keeping their text. */
const permissive = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "Unlicense",
  "WTFPL",
  "Python-2.0",
]);
/** Used unchanged while developing; none of it is shipped. */
const forDevelopment = new Set(["MPL-2.0", "Artistic-2.0", "CC-BY-3.0"]);

const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const bill = (...more) =>
  JSON.parse(
    execFileSync(npm, ["sbom", "--sbom-format=cyclonedx", ...more], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );

const all = bill();
const shipped = new Set(bill("--omit=dev").components.map((c) => `${c.name}@${c.version}`));
if (all.components.length < 100 || shipped.size < 50) {
  console.error(`the bill lists ${all.components.length} packages, ${shipped.size} shipped: npm ci first`);
  process.exit(1);
}
const refused = all.components.flatMap((c) => {
  const named = (c.licenses ?? []).map((l) => l.license?.id ?? l.license?.name ?? l.expression ?? "");
  const may = (id) =>
    permissive.has(id) || (forDevelopment.has(id) && !shipped.has(`${c.name}@${c.version}`));
  return named.length && named.every((text) => allowed(text, may))
    ? []
    : [`${c.name} ${c.version}: ${named.join(", ") || "none stated"}`];
});
if (refused.length) {
  console.error(`licences to look at:\n  ${refused.join("\n  ")}`);
  process.exit(1);
}
mkdirSync("dist", { recursive: true });
writeFileSync("dist/sbom.cdx.json", `${JSON.stringify(all, null, 1)}\n`);
console.log(
  `${all.components.length} packages, ${shipped.size} shipped, all licences known; dist/sbom.cdx.json written`,
);

/** An SPDX expression: with OR one part suffices, with AND every part must be allowed. */
function allowed(expression, may) {
  const text = expression.replace(/^\((.*)\)$/, "$1");
  if (text.includes(" AND ")) return text.split(" AND ").every((part) => allowed(part, may));
  return text.split(" OR ").some((part) => may(part.trim()));
}
