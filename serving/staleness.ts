/** Knowledge older than this, ms, is too old to call a process ready: a silent watch is replaced after 90 s. */
const freshEnough = 120_000;

/**
 * What a process that goes by its watches says to its readiness probe.
 *
 * @param ageMs of what its oldest watch knows
 * @returns nothing while it knows enough
 */
export function staleness(ageMs: number): string[] {
  return ageMs > freshEnough ? [`what the watches know is ${Math.round(ageMs / 1000)} s old`] : [];
}
