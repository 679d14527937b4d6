import type { Context } from 'koa';
import { ProblemError } from '../http/problem-error.ts';
import type { StreamHub } from './stream-hub.ts';

/** Streams at once, of everybody. */
const mostStreams = 500;

/** Answers a request with the stream. Koa is told to leave the answer alone. */
export function openStream(
  context: Context,
  hub: StreamHub,
  query: { readonly store?: string | undefined; readonly after?: string | undefined },
): void {
  if (hub.size >= mostStreams)
    throw new ProblemError(503, `${mostStreams} browsers listen already. Close some, or try again later.`, {
      retryAfter: 30,
    });
  const lastEventId = context.get('Last-Event-ID').slice(0, 64);
  const after = lastEventId === '' ? query.after : lastEventId;
  context.respond = false;
  const { res: response, req: request } = context;
  request.socket.setTimeout(0);
  request.socket.setNoDelay(true);
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  hub.open(response, {
    ...(query.store !== undefined && { store: query.store }),
    ...(after !== undefined && { after }),
  });
}
