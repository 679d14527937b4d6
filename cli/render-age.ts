const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/**
 * A span of time as kubectl prints ages: two units below ten of the first, one from there on.
 *
 * @param ms not negative; less than a second is `0s`
 * @example renderAge(95_000) // 95s
 * @example renderAge(150_000) // 2m30s
 */
export function renderAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  const at = units.findIndex(([, size]) => seconds >= size);
  const [unit, size] = units[at] ?? units[3];
  const count = Math.floor(seconds / size);
  const [nextUnit, nextSize] = units[at + 1] ?? ['s', 1];
  const rest = Math.floor((seconds - count * size) / nextSize);
  return count < 10 && rest > 0 ? `${count}${unit}${rest}${nextUnit}` : `${count}${unit}`;
}
