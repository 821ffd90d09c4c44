/** A score (0–1) as it is shown: out of a hundred, with one decimal. */
export const outOfHundred = (score: number): number => Math.round(score * 1000) / 10;
