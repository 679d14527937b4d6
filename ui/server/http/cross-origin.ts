import cors from '@koa/cors';
import type { Middleware } from 'koa';
import { apiRoot } from './operation.ts';

/** How long a browser may remember what it was told, s. */
const maxAge = 600;

/**
 * Lets pages of other origins read the API, such as a status board's. They read as nobody: cookies are not let along, so they never act for whoever looks at them, and see nothing where only members read.
 *
 * @param origins as browsers write them: `https://board.example.com`
 */
export function crossOrigin(origins: readonly string[]): Middleware {
  const known = new Set(origins);
  const answer = cors({
    origin: (context) => (known.has(context.get('Origin')) ? context.get('Origin') : ''),
    allowMethods: 'GET',
    allowHeaders: 'Last-Event-ID',
    maxAge,
  });
  return async (context, next) => (context.path.startsWith(`${apiRoot}/`) ? await answer(context, next) : await next());
}
