// The first character of each letter's run in the pinyin collation; letters i, u and v begin no syllable.
const firsts: [string, string][] = [
  ["阿", "a"],
  ["八", "b"],
  ["嚓", "c"],
  ["咑", "d"],
  ["妸", "e"],
  ["发", "f"],
  ["旮", "g"],
  ["哈", "h"],
  ["丌", "j"],
  ["咔", "k"],
  ["垃", "l"],
  ["嘸", "m"],
  ["拏", "n"],
  ["噢", "o"],
  ["妑", "p"],
  ["七", "q"],
  ["呥", "r"],
  ["仨", "s"],
  ["他", "t"],
  ["屲", "w"],
  ["夕", "x"],
  ["丫", "y"],
  ["帀", "z"],
];
const collator = new Intl.Collator("zh-CN-u-co-pinyin");

function letterOf(character: string): string {
  if (/[a-z0-9]/i.test(character)) return character.toLowerCase();
  if (!/\p{Script=Han}/u.test(character)) return "";
  let letter = "";
  for (const [first, l] of firsts) {
    if (collator.compare(character, first) < 0) break;
    letter = l;
  }
  return letter;
}

/**
 * A column name from a Chinese name by the initials of its pinyin (机动车状态 → jdczt), as agencies write them.
 * Letters and digits stay. What is in `taken` is not given again.
 */
export function columnName(name: string, taken: ReadonlySet<string> = new Set()): string {
  const ascii = /^[\x20-\x7e]+$/.test(name)
    ? name
        .trim()
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "_")
    : "";
  const letters = ascii || [...name.normalize("NFKC")].map(letterOf).join("");
  const base =
    letters
      .replace(/^[^a-z]+/, "")
      .replace(/_+$/, "")
      .slice(0, 50) || "item";
  if (!taken.has(base)) return base;
  for (let n = 2; ; n += 1) if (!taken.has(`${base}_${n}`)) return `${base}_${n}`;
}
