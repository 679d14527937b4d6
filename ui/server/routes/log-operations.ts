import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { storeName } from '../../../synth/spec/scalars.ts';
import { logQuerySchema } from '../api/log-query.ts';
import { operation, type Operation } from '../http/operation.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { LivePicture } from '../live/live-picture.ts';
import { logSource } from '../logs/log-source.ts';
import type { PodLogs } from '../logs/pod-logs.ts';

/** Ends when whoever asked is gone. */
function goneSignal({ res }: Context): AbortSignal {
  const gone = new AbortController();
  if (res.destroyed) gone.abort(); // while somebody else was asked
  else res.once('close', () => gone.abort());
  return gone.signal;
}

/** Reads of logs. */
export function logOperations(picture: LivePicture, logs: PodLogs): Operation[] {
  return [
    operation({
      id: 'readLog',
      method: 'get',
      path: '/stores/{name}/logs',
      summary: 'The log of a container, each line after its time; with follow=true it goes on',
      params: { name: storeName },
      query: logQuerySchema,
      type: 'text/plain',
      refusals: {
        404: 'There is no such store, pod or container.',
        409: 'The container has no log yet, or not the one that was asked for.',
        502: 'The node of the pod does not answer.',
        503: 'Too many logs are being read.',
      },
      handle: async ({ params: { name = '' }, query, context }) => {
        const source = logSource(picture.detail(name)?.pods ?? [], query);
        if (source === undefined)
          throw new ProblemError(404, `${name} has no ${query.pod ?? 'pod'} at the moment that keeps a log.`);
        const log = await logs.open({ ...source, store: name, query, signal: goneSignal(context) });
        context.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
        context.type = 'text/plain; charset=utf-8';
        context.body = Readable.from(log, { objectMode: false });
        // Who follows a log that has nothing to tell yet is to know that it is open.
        context.flushHeaders();
      },
    }),
  ];
}
