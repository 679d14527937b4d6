import { Router } from '@koa/router';
import Koa, { type Context } from 'koa';
import type { Log } from '../../../cluster/log.ts';
import type { RateLimit } from '../../../serving/rate-limit.ts';
import { deliveryHeaders } from './delivery-headers.ts';
import { readBody } from './read-body.ts';
import type { Outcome, ReceiverMetrics } from './receiver-metrics.ts';
import type { RecentDeliveries } from './recent-deliveries.ts';
import { RefusedDelivery, refusals } from './refusal.ts';
import type { SecretSource } from './secret-source.ts';
import { isSignedBy } from './signature.ts';
import { webhookEvent, type WebhookEvent } from './webhook-event.ts';

/** What is to be done about an event that is worth doing something about. */
export type Hint = Extract<WebhookEvent, { kind: 'push' | 'pull-request' }>;

export interface ReceiverOptions {
  readonly path: string;
  readonly secrets: SecretSource;
  readonly limit: RateLimit;
  readonly recent: RecentDeliveries;
  readonly metrics: ReceiverMetrics;
  readonly log: Log;
  /** Takes note of an event and returns at once. @returns false when there is no room for it */
  take(hint: Hint): boolean;
}

/** How long a sender may go on with a body that nobody reads, ms: long enough to see the answer. */
const lingerMs = 2_000;

async function secretsOf({ secrets, log }: ReceiverOptions): Promise<readonly string[]> {
  try {
    const known = await secrets();
    if (known.length > 0) return known;
    log.error({}, 'the receiver has no secret, and takes nothing');
  } catch (error) {
    log.error({ error: String(error) }, 'the secret of the webhook cannot be read, and nothing is taken');
  }
  throw new RefusedDelivery('unconfigured');
}

async function receive(context: Context, options: ReceiverOptions): Promise<Outcome> {
  const { recent, log } = options;
  const { event, delivery, signature } = deliveryHeaders(context.req.headers);
  const body = await readBody(context.req);
  if (!isSignedBy(await secretsOf(options), body, signature)) throw new RefusedDelivery('signature');
  if (recent.has(delivery)) return 'repeated';
  const hint = webhookEvent(event, body);
  log.debug({ event, delivery, hint }, 'a delivery is genuine');
  if (hint.kind === 'ping' || hint.kind === 'ignored') return hint.kind;
  if (!options.take(hint)) throw new RefusedDelivery('busy');
  recent.add(delivery);
  return 'taken';
}

/** Lets a sender whose body is not read see the answer, for a moment; then the connection ends. */
function discardRest({ req }: Context): void {
  if (req.complete) return;
  const timer = setTimeout(() => req.socket.destroy(), lingerMs).unref();
  req.once('end', () => clearTimeout(timer));
  req.once('error', () => clearTimeout(timer));
  req.resume();
}

function answer(context: Context, outcome: Outcome): void {
  const refusal = outcome in refusals ? refusals[outcome as keyof typeof refusals] : undefined;
  context.status = refusal?.status ?? 202;
  context.body = `${refusal?.text ?? outcome}\n`;
  if (outcome === 'method') context.set('Allow', 'POST');
  if (outcome === 'busy' || outcome === 'rate' || outcome === 'unconfigured') context.set('Retry-After', '10');
  if (refusal !== undefined) discardRest(context);
}

function outcomeOf(error: unknown, log: Log): Outcome {
  if (!(error instanceof RefusedDelivery)) throw error;
  log.debug({ refusal: error.refusal }, 'a delivery was refused');
  return error.refusal;
}

function refuse(refusal: 'path' | 'method'): () => never {
  return () => {
    throw new RefusedDelivery(refusal);
  };
}

/**
 * Takes deliveries of a forge on one path. Refuses, in this order: another path, another method, too many requests, another content type,
 * missing headers, a body that is too large or too slow, a wrong signature, a body that is not such an event, no room. Everything else is
 * answered 202, and worked on afterwards.
 *
 * @see https://github.com/octokit/webhooks.js/blob/main/src/middleware/node/middleware.ts for the order
 */
export function receiver(options: ReceiverOptions): Koa {
  const { path, limit, metrics, log } = options;
  const app = new Koa();
  app.on('error', (error: unknown) => log.error({ error: String(error) }, 'a delivery failed'));
  const router = new Router();
  router.all(path, async (context, next) => {
    if (context.method !== 'POST') throw new RefusedDelivery('method');
    if (!limit.admits(context.req.socket.remoteAddress ?? '')) throw new RefusedDelivery('rate');
    await next();
  });
  router.post(path, async (context) => {
    context.state = { outcome: await receive(context, options) };
  });
  app.use(async (context, next) => {
    const started = performance.now();
    const outcome = await next().then(
      () => context.state['outcome'] as Outcome,
      (error: unknown) => outcomeOf(error, log),
    );
    answer(context, outcome);
    metrics.observe(outcome, (performance.now() - started) / 1_000);
  });
  app.use(router.routes());
  app.use(refuse('path'));
  return app;
}
