import { checkCitizenId, checkCreditCode, phoneDigits, phoneKind } from "../../platform/identifiers/index.ts";
import { anyNumber, kind } from "./cell-kinds.ts";
import { tidyCell } from "./cell-text.ts";
import type { ColumnProfile } from "./column-profile.ts";
import { divisions } from "./divisions.ts";
import { hints } from "./header-names.ts";
import type { Semantic } from "./inspection.ts";

export interface Meaning {
  semantic?: Semantic;
  /** Cells of the claimed kind whose check fails, destroyed ones left out. */
  invalid?: { count: number; rows: number[] };
  /** Long numbers rounded to 15 digits by a spreadsheet. */
  rounded?: { count: number; rows: number[] };
  /** Values that pass the check of a citizen ID or credit code though the column is none. */
  chance?: { semantic: Semantic; passed: number; of: number };
}

/**
 * The evidence that a column holds an identifier with a check character, in nats: how much likelier the checks'
 * outcomes are if it does (97 in 100 pass) than if they pass by chance. Different values only: a repeated number
 * proves nothing twice.
 */
export function evidence(passed: number, failed: number, chance: number): number {
  return passed * Math.log(0.97 / chance) + failed * Math.log(0.03 / (1 - chance));
}

/** 1,000 to 1 for a column whose name says nothing, even odds for one whose name says so, 10⁹ to 1 against a name. */
function needed(named: boolean, contradicted: boolean): number {
  return named ? 0 : contradicted ? Math.log(1e9) : Math.log(1000);
}

/** Names of numbers that look like citizen IDs and are not: permits, contracts, orders. */
const otherNumber = /许可|施工|合同|订单|批准|备案|证书编号|证号|文号|流水|permit|order|licen/i;

/** What a column's values mean, claimed only when the evidence exceeds chance. */
export function readMeaning(name: string, profile: ColumnProfile): Meaning {
  const values = [...profile.distinct.values].map(([text, seen]) => ({ text: tidyCell(text), ...seen }));
  if (values.length === 0) return {};
  return identifiers(name, profile, values) ?? patterns(name, profile, values) ?? {};
}

type Value = { text: string; count: number; row: number; bits: number };

function tally(values: Value[]): { count: number; rows: number[] } {
  const rows = values.map((v) => v.row).sort((a, b) => a - b);
  return { count: values.reduce((sum, v) => sum + v.count, 0), rows: rows.slice(0, 10) };
}

/** 18 digits of which the last three are zeros: what a double leaves of a long number. */
const isRounded = (text: string): boolean => /^\d{15}0{1,5}$/.test(text);

function identifiers(name: string, profile: ColumnProfile, values: Value[]): Meaning | undefined {
  const shaped = values.filter(
    (v) => v.text.length >= 16 && v.text.length <= 20 && /^[0-9A-Za-z]+$/.test(v.text),
  );
  const sum = (list: Value[]) => list.reduce((total, v) => total + v.count, 0);
  const readable = profile.filled - profile.count((b) => (b & (kind.scientific | kind.missing)) !== 0);
  if (sum(shaped) < 0.5 * readable || shaped.length === 0) return undefined;
  const contradicted = otherNumber.test(name);
  let chance: Meaning["chance"];
  const kinds = [
    {
      semantic: "credit-code" as const,
      check: checkCreditCode,
      hint: hints.credit,
      odds: 1 / 31,
      shape: /^[0-9A-HJ-NPQRTUWXY]{18}$/,
    },
    {
      semantic: "citizen-id" as const,
      check: checkCitizenId,
      hint: hints.citizen,
      odds: 1 / 11,
      shape: /^\d{17}[\dXx]$/,
    },
  ];
  for (const { semantic, check, hint, odds, shape } of kinds) {
    const candidates = shaped.filter((v) => shape.test(v.text));
    const passed = candidates.filter((v) => check(v.text).valid);
    // A rounded number is judged neither way: its check character is gone.
    const failed = candidates.filter((v) => !check(v.text).valid && !isRounded(v.text));
    const named = hint.test(name);
    const weight = evidence(passed.length, failed.length, odds);
    if (passed.length > 0 && weight > needed(named, contradicted) && sum(passed) >= 0.3 * sum(shaped)) {
      const rounded = candidates.filter((v) => !check(v.text).valid && isRounded(v.text));
      const others = values.filter(
        (v) => !shape.test(v.text) && (v.bits & (kind.scientific | kind.missing)) === 0,
      );
      return {
        semantic,
        ...(failed.length + others.length > 0 ? { invalid: tally([...failed, ...others]) } : {}),
        ...(rounded.length > 0 ? { rounded: tally(rounded) } : {}),
      };
    }
    if (passed.length > 0) chance ??= { semantic, passed: passed.length, of: candidates.length };
  }
  return chance ? { chance } : undefined;
}

function patterns(name: string, profile: ColumnProfile, values: Value[]): Meaning | undefined {
  const judged = values.filter((v) => (v.bits & (kind.missing | kind.error)) === 0);
  const all = judged.reduce((sum, v) => sum + v.count, 0);
  if (all === 0) return undefined;
  const share = (fits: (text: string) => boolean) =>
    judged.reduce((sum, v) => (fits(v.text) ? sum + v.count : sum), 0) / all;
  const misses = (fits: (text: string) => boolean) => {
    const failed = judged.filter((v) => !fits(v.text));
    return failed.length > 0 ? { invalid: tally(failed) } : {};
  };
  const numeric = profile.count((b) => (b & anyNumber) !== 0) >= 0.9 * all;
  const distinct = judged.length;
  const isMail = (t: string) => /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(t);
  if (share(isMail) >= 0.8) return { semantic: "email", ...misses(isMail) };
  const isUrl = (t: string) => /^(?:https?|ftp):\/\/\S+$|^www\.\S+\.\S+$/i.test(t);
  if (share(isUrl) >= 0.8) return { semantic: "url", ...misses(isUrl) };
  const phones = phone(name, judged, share);
  if (phones)
    return {
      semantic: "phone",
      ...misses((t) => phoneKind(t) !== undefined || /^[2-8]\d{6,7}$/.test(phoneDigits(t))),
    };
  const isDivision = (t: string) =>
    /^\d{6}(?:\d{3}(?:\d{3})?)?$/.test(t) && divisions().codes.has(t.slice(0, 6));
  const divided = judged.filter((v) => isDivision(v.text)).length;
  // About one six-digit number in 270 is a division's: 1/250 with some slack for codes since abolished.
  if (
    share(isDivision) >= 0.7 &&
    (hints.division.test(name) || divided * Math.log(250) > Math.log(1000) + (distinct - divided) * 2)
  )
    return { semantic: "admin-division", ...misses(isDivision) };
  if (hints.postcode.test(name) && share((t) => /^[0-8]\d{5}$/.test(t)) >= 0.9)
    return { semantic: "postcode" };
  if (
    numeric &&
    hints.longitude.test(name) &&
    profile.least >= -180 &&
    profile.greatest <= 180 &&
    fractions(profile)
  )
    return { semantic: "longitude" };
  if (
    numeric &&
    hints.latitude.test(name) &&
    profile.least >= -90 &&
    profile.greatest <= 90 &&
    fractions(profile)
  )
    return { semantic: "latitude" };
  if (numeric) return isSerial(name, profile) ? { semantic: "row-number" } : undefined;
  return words(name, distinct, share);
}

const fractions = (profile: ColumnProfile): boolean => profile.scale >= 2;

/** Numbered from 0 or 1: with gaps where the name says so, without any where there is no name. */
function isSerial(name: string, profile: ColumnProfile): boolean {
  if (profile.least < 0 || profile.least > 1 || profile.scale > 0) return false;
  if (hints.serial.test(name))
    return !profile.distinct.exact || profile.distinct.count >= profile.filled * 0.9;
  if (!/^列\d+$|^unnamed/i.test(name) || profile.filled < 3) return false;
  const span = profile.greatest - profile.least + 1;
  return span === profile.filled && (!profile.distinct.exact || profile.distinct.count === span);
}

function phone(name: string, judged: Value[], share: (fits: (t: string) => boolean) => number): boolean {
  const named = hints.phone.test(name);
  const isPhone = (t: string) => phoneKind(t) !== undefined;
  if (named) return share((t) => isPhone(t) || /^[2-8]\d{6,7}$/.test(phoneDigits(t))) >= 0.7;
  // One 11-digit number in 13 begins like a mobile; landlines must show their hyphen to be taken for one.
  const mobiles = judged.filter((v) => /^1[3-9]\d{9}$/.test(v.text)).length;
  const written = judged.filter((v) => /^0\d{2,3}-\d{7,8}$/.test(v.text) && isPhone(v.text)).length;
  return share(isPhone) >= 0.9 && mobiles * Math.log(13) + written * 5 > Math.log(1e5);
}

/** Endings that only organisations have, and those that they share with places and things. */
const organisation =
  /(?:公司|集团|局|委员会|办公室|厅|中心|学校|大学|学院|中学|小学|幼儿园|医院|银行|协会|学会|研究会|研究院|研究所|基金会|合作社|事务所|支队|大队|总队|人民政府|街道办事处|分局|联合会|（有限合伙）|\(有限合伙\))$/;
const perhapsOrganisation = /(?:部|院|所|厂|站|店|社|委|园|府|处|会|行|队|场|馆)$/;

function words(
  name: string,
  distinct: number,
  share: (fits: (t: string) => boolean) => number,
): Meaning | undefined {
  const isDivision = (t: string) => divisions().names.has(t);
  const named = hints.organisation.test(name) && !hints.division.test(name);
  if (!named && share(isDivision) >= 0.7) return { semantic: "division-name" };
  const isPerson = (t: string) =>
    /^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff*×x某]{2,4}$/.test(t) && !organisation.test(t);
  if (hints.person.test(name) && share((t) => t.split(/[,，、;；\s]+/).every(isPerson)) >= 0.7)
    return { semantic: "person-name" };
  if (hints.address.test(name) && share((t) => /[省市区县镇乡村路街道巷号院园楼]/.test(t)) >= 0.6)
    return { semantic: "address" };
  const bare = (t: string) =>
    t.replace(/.[(（][^()（）]+[)）]$/, (tail) => (organisation.test(tail) ? tail : tail[0]!));
  const isOrganisation = (t: string) => t.length >= 4 && organisation.test(bare(t));
  // A department may be given by the name of its government: 河北省.
  const mayBe = (t: string) => isOrganisation(t) || perhapsOrganisation.test(bare(t)) || isDivision(t);
  if (distinct >= 3 && share(isOrganisation) >= 0.6) return { semantic: "organisation-name" };
  if (named && share(isOrganisation) > 0.1 && share(mayBe) >= 0.8) return { semantic: "organisation-name" };
  return undefined;
}
