import type { Context, Middleware } from 'koa';
import { ProblemError } from '../http/problem-error.ts';

const reads = new Set(['GET', 'HEAD', 'OPTIONS']);

function isElsewhere(context: Context, own: string | undefined): boolean {
  // Every browser that runs the app says which site a request comes from, and no script can change that (https://w3c.github.io/webappsec-fetch-metadata/).
  const site = context.get('Sec-Fetch-Site');
  if (site !== '') return site !== 'same-origin';
  const origin = context.get('Origin');
  // Neither header: no browser, so there is no cookie that somebody else could make use of.
  if (origin === '') return false;
  return origin !== own && URL.parse(origin)?.host !== context.host;
}

/**
 * Refuses what a page of another site asks a browser to write here in the name of whoever looks at it (CSRF). SameSite=Lax keeps the session's cookie
 * out of most of such requests already; but a *site* is more than an origin: it takes any port of this host, and any sibling host, for the same.
 *
 * @param publicOrigin where browsers find us when a proxy in between gives another Host
 */
export function sameOrigin(publicOrigin?: string): Middleware {
  return async (context, next) => {
    if (!reads.has(context.method) && isElsewhere(context, publicOrigin))
      throw new ProblemError(
        403,
        'This request comes from a page of another site, and only pages of this one may write.',
      );
    await next();
  };
}
