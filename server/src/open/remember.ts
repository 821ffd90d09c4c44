/**
 * Remembers an answer for so many milliseconds of the machine's running, and asks once however many wait: for public
 * numbers that cost a scan. A failure is not remembered.
 */
export function remember<T>(milliseconds: number, ask: () => Promise<T>): () => Promise<T> {
  let known: { at: number; answer: Promise<T> } | undefined;
  return () => {
    const at = performance.now();
    if (known && at - known.at < milliseconds) return known.answer;
    const answer = ask();
    const mine = { at, answer };
    known = mine;
    answer.catch(() => {
      if (known === mine) known = undefined;
    });
    return answer;
  };
}
