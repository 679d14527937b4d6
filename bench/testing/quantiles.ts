/** Of times in ms, or of whatever else: the value that so much of them stay below. */
export function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;
}

/** `p50 12 ms, p99 40 ms, of 2000` */
export function quantiles(values: readonly number[]): string {
  return `p50 ${quantile(values, 0.5).toFixed(0)} ms, p99 ${quantile(values, 0.99).toFixed(0)} ms, of ${values.length}`;
}
