import type { Context } from 'mocha';
import type { Missing } from './find-program.ts';

/** What was found; where something is missing the tests are skipped, loudly. */
export function skipWithout<Found extends object>(test: Context, found: Found | Missing): Found {
  if (!('missing' in found)) return found;
  console.log(`  SKIP: missing: ${found.missing}`);
  return test.skip();
}
