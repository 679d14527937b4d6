import type { Registry } from 'prom-client';
import { healthSchema, type HealthView } from '../api/health-view.ts';
import { streamQuerySchema } from '../api/stream-messages.ts';
import { operation, type Operation } from '../http/operation.ts';
import type { LivePicture } from '../live/live-picture.ts';
import { openStream } from '../stream/open-stream.ts';
import type { StreamHub } from '../stream/stream-hub.ts';

export interface ProcessParts {
  readonly picture: LivePicture;
  readonly hub: StreamHub;
  readonly metrics: Registry;
  /** Everything was seen once. */
  readonly isSynced: () => boolean;
}

/** What the process tells of itself, and the stream. */
export function processOperations({ picture, hub, metrics, isSynced }: ProcessParts): Operation[] {
  const health = (ok: boolean): HealthView => ({ status: ok ? 'ok' : 'not-ready', freshness: picture.freshness() });
  return [
    operation({
      id: 'followChanges',
      method: 'get',
      path: '/stream',
      summary: 'Server-sent events: stores, reset, fleets, store, beat',
      query: streamQuerySchema,
      type: 'text/event-stream',
      refusals: { 503: 'Too many streams are open.' },
      handle: ({ context, query }) => openStream(context, hub, query),
    }),
    operation({
      id: 'isAlive',
      method: 'get',
      path: '/health/live',
      isOpen: true,
      summary: 'The process answers',
      answer: healthSchema,
      handle: () => health(true),
    }),
    operation({
      id: 'isReady',
      method: 'get',
      path: '/health/ready',
      isOpen: true,
      summary: 'What is shown is current; 503 with the parts that are not',
      answer: healthSchema,
      refusals: { 503: 'Not everything was seen yet, or what is shown is old. The body is that of a 200.' },
      handle: ({ context }) => {
        const view = health(isSynced() && picture.freshness().current);
        context.status = view.status === 'ok' ? 200 : 503;
        return view;
      },
    }),
    operation({
      id: 'readMetrics',
      method: 'get',
      path: '/metrics',
      isOpen: true,
      summary: 'Metrics in the text format of Prometheus',
      type: 'text/plain',
      handle: async ({ context }) => {
        context.type = metrics.contentType;
        context.body = await metrics.metrics();
      },
    }),
  ];
}
