import { Router } from '@koa/router';

/** Why the process is not ready; empty when it is. */
export type ReadyCheck = () => readonly string[];

/** `/healthz`: the process answers. `/readyz`: 503 with the reasons, a line each, while it is not ready. */
export function healthRoutes(notReady: ReadyCheck): Router {
  const router = new Router();
  router.get('/healthz', (context) => {
    context.body = 'ok\n';
  });
  router.get('/readyz', (context) => {
    const reasons = notReady();
    context.status = reasons.length === 0 ? 200 : 503;
    context.body = reasons.length === 0 ? 'ok\n' : `${reasons.join('\n')}\n`;
  });
  return router;
}
