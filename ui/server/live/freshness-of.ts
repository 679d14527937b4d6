import type { Freshness } from '../api/health-view.ts';

/** How one part of the picture is fed. */
export interface PartAge {
  readonly part: string;
  /** ms since it was known to be up to date. */
  readonly ageMs: number;
  /** The API server did not answer the last time it was asked. */
  readonly isFailing: boolean;
}

/** Older knowledge, ms, is not called current: a silent watch is replaced after 90 s. */
const freshEnough = 120_000;

function says({ ageMs, isFailing }: PartAge): string {
  if (isFailing) return 'the API server does not answer; it is asked again every few seconds';
  return ageMs > freshEnough ? 'nothing was heard of the API server' : '';
}

/**
 * How current the picture is.
 *
 * @param now ms since the epoch
 */
export function freshnessOf(now: number, ages: readonly PartAge[]): Freshness {
  const parts = ages.map((age) => {
    const why = says(age);
    return { part: age.part, ageMs: Math.max(0, Math.round(age.ageMs)), current: why === '', says: why };
  });
  const stale = parts.filter(({ current }) => !current);
  const oldest = Math.max(0, ...(stale.length > 0 ? stale : parts).map(({ ageMs }) => ageMs));
  return { current: stale.length === 0, since: new Date(now - oldest).toISOString(), parts };
}
