/** A heading or item name reduced to what tells it from others: NFKC, lower case, no spaces or punctuation. */
export const plainName = (name: string): string =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]+/gu, "");

/**
 * How alike two names are, 0–1: the Dice coefficient over their characters and pairs of characters; a name that
 * contains the other is at least 0.7.
 */
export function similarity(a: string, b: string): number {
  const [x, y] = [plainName(a), plainName(b)];
  if (!x || !y) return 0;
  if (x === y) return 1;
  const dice = overlap(grams(x), grams(y));
  const [short, long] = x.length < y.length ? [x, y] : [y, x];
  return short.length >= 2 && long.includes(short) ? Math.max(dice, 0.7) : dice;
}

function grams(name: string): string[] {
  const characters = [...name];
  return [...characters, ...characters.slice(1).map((c, i) => characters[i]! + c)];
}

function overlap(a: string[], b: string[]): number {
  const left = new Map<string, number>();
  for (const g of a) left.set(g, (left.get(g) ?? 0) + 1);
  let shared = 0;
  for (const g of b) {
    const n = left.get(g) ?? 0;
    if (n > 0) {
      shared++;
      left.set(g, n - 1);
    }
  }
  return (2 * shared) / (a.length + b.length);
}
