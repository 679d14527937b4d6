import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Router } from '@koa/router';
import Koa from 'koa';
import type { Log } from '../../cluster/log.ts';

/** Why the controller is not ready; empty when it is. */
export type ReadyCheck = () => readonly string[];

export interface HttpServerOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  readonly ready: ReadyCheck;
  /** Metrics in the text format of Prometheus. */
  readonly metrics: { metrics(): Promise<string>; readonly contentType: string };
  readonly log: Log;
}

export interface RunningHttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Longest that a request or a kept connection may take, ms. */
const patience = 10_000;

function routes({ ready, metrics }: HttpServerOptions): Router {
  const router = new Router();
  router.get('/healthz', (context) => {
    context.body = 'ok\n';
  });
  router.get('/readyz', (context) => {
    const reasons = ready();
    context.status = reasons.length === 0 ? 200 : 503;
    context.body = reasons.length === 0 ? 'ok\n' : `${reasons.join('\n')}\n`;
  });
  router.get('/metrics', async (context) => {
    context.type = metrics.contentType;
    context.body = await metrics.metrics();
  });
  return router;
}

/**
 * Serves `/healthz` (the process answers), `/readyz` (503 with the reasons while it is not in sync) and `/metrics`.
 *
 * @throws Error when the port is taken
 */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningHttpServer> {
  const app = new Koa();
  app.on('error', (error: unknown) => options.log.error({ error: String(error) }, 'an HTTP request failed'));
  const router = routes(options);
  app.use(router.routes()).use(router.allowedMethods());
  const answer = app.callback();
  const server = createServer(
    { requestTimeout: patience, headersTimeout: patience, keepAliveTimeout: patience },
    (request, response) => void answer(request, response),
  );
  server.listen(options.port, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
