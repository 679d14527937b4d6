/**
 * The one of `candidates` that a person most likely meant by `word`; undefined when none is near.
 * Near: the same but for case, or up to a third of the letters inserted, left out, exchanged or swapped with the next,
 * or the beginning of the candidate.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.slice(0, 60).toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return (
    best ?? (wanted.length < 3 ? undefined : candidates.find((candidate) => candidate.toLowerCase().startsWith(wanted)))
  );
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours, each 1. */
function editDistance(a: string, b: string): number {
  const table = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => table[row]?.[column] ?? Infinity;
  const isSwap = (row: number, column: number): boolean =>
    row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    table.push(current);
    for (let column = 1; column <= b.length; column++) {
      const substituted = at(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = isSwap(row, column) ? at(row - 2, column - 2) + 1 : Infinity;
      current[column] = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, substituted, swapped);
    }
  }
  return at(a.length, b.length);
}
