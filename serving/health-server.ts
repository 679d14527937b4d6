import { createServer } from 'node:http';
import Koa from 'koa';
import type { Log } from '../cluster/log.ts';
import { healthRoutes, type ReadyCheck } from './health-routes.ts';
import { listen, type Address, type Listener } from './listen.ts';

export interface HealthServerOptions extends Address {
  readonly ready: ReadyCheck;
  /** Metrics in the text format of Prometheus. */
  readonly metrics: { metrics(): Promise<string>; readonly contentType: string };
  readonly log: Log;
}

/** Longest that a request or a kept connection may take, ms. */
const patience = 10_000;

/**
 * Serves `/healthz` (the process answers), `/readyz` (503 with the reasons while it is not ready) and `/metrics`.
 *
 * @throws Error when the port is taken
 */
export async function startHealthServer(options: HealthServerOptions): Promise<Listener> {
  const { ready, metrics, log } = options;
  const app = new Koa();
  app.on('error', (error: unknown) => log.error({ error: String(error) }, 'an HTTP request failed'));
  const router = healthRoutes(ready);
  router.get('/metrics', async (context) => {
    context.type = metrics.contentType;
    context.body = await metrics.metrics();
  });
  app.use(router.routes()).use(router.allowedMethods());
  const answer = app.callback();
  const server = createServer(
    { requestTimeout: patience, headersTimeout: patience, keepAliveTimeout: patience },
    (request, response) => void answer(request, response),
  );
  return await listen(server, options);
}
