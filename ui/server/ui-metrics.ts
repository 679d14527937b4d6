import type { Middleware } from 'koa';
import { Histogram, type Registry } from 'prom-client';
import { registerGauge } from '../../cluster/gauge.ts';

export interface MeasuredUi {
  readonly streams: () => number;
  readonly logs: () => number;
  readonly stores: () => number;
  /** ms */
  readonly ageMs: () => number;
}

/**
 * Registers the UI's own metrics.
 *
 * @returns measures requests; the route is the API's path with its parameters' names, or `app`
 */
export function uiMetrics(registry: Registry, { streams, logs, stores, ageMs }: MeasuredUi): Middleware {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number): void => registerGauge(registry, { name, help, read });
  gauge('urumi_ui_streams', 'Browsers that listen.', streams);
  gauge('urumi_ui_logs', 'Logs that are being read.', logs);
  gauge('urumi_ui_stores', 'Stores that are shown.', stores);
  gauge('urumi_ui_age_seconds', 'Age of what the stalest watch knows.', () => ageMs() / 1000);
  const seconds = new Histogram({
    name: 'urumi_ui_request_seconds',
    help: 'Time from request to answer, by route and status; streams until they are open.',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers,
  });
  return async (context, next) => {
    const started = performance.now();
    try {
      await next();
    } finally {
      const route = (context as { _matchedRoute?: string })._matchedRoute ?? 'app';
      seconds.observe({ route, status: String(context.status) }, (performance.now() - started) / 1000);
    }
  };
}
