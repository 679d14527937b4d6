import type { Middleware } from 'koa';
import { ProblemError } from './problem-error.ts';

/**
 * Answers requests for these host names only. A page elsewhere whose name its owner points at this address (DNS rebinding) would
 * otherwise read everything in the name of whoever looks at it.
 *
 * @param names without ports; lower case
 */
export function knownHosts(names: readonly string[]): Middleware {
  const known = new Set(names);
  return async (context, next) => {
    const name = context.hostname.replace(/^\[|\]$/g, '').toLowerCase();
    if (!known.has(name))
      throw new ProblemError(
        421,
        'This server does not answer to the host name of the request. It was started for others: see --allow-host.',
      );
    await next();
  };
}
