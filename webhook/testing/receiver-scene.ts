import { createHmac, randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import type { Listener } from '../../serving/listen.ts';
import { RateLimit } from '../../serving/rate-limit.ts';
import { deliveryRate } from '../github/receive/delivery-rate.ts';
import { openReceiver } from '../github/receive/open-receiver.ts';
import { receiver, type Hint, type ReceiverOptions } from '../github/receive/receiver.ts';
import { ReceiverMetrics } from '../github/receive/receiver-metrics.ts';
import { RecentDeliveries } from '../github/receive/recent-deliveries.ts';
import { recordedLog } from './recorded-log.ts';

/** The secret that the scene's receiver knows. */
export const secret = 'correct horse battery staple';

/** What a forge sends. */
export interface Delivery {
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly method?: string;
  readonly path?: string;
}

export function sign(body: string | Uint8Array, by = secret): string {
  return `sha256=${createHmac('sha256', by).update(body).digest('hex')}`;
}

export const pushOfMain = JSON.stringify({ ref: 'refs/heads/main', repository: { full_name: 'acme/stores' } });

/** Sends a push of main, signed as it should be, but for what is said otherwise, to the receiver on a port. */
export function deliverTo(
  port: number,
  { body = pushOfMain, headers = {}, method = 'POST', path = '/webhook' }: Delivery = {},
): Promise<Response> {
  const all = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': sign(body),
    ...headers,
  };
  const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: Object.fromEntries(present),
    ...(hasBody && { body }),
  });
}

/** A receiver on a port of its own, and what it has taken. */
export class ReceiverScene implements AsyncDisposable {
  readonly taken: Hint[] = [];
  readonly log = recordedLog();
  readonly registry = new Registry();
  /** Whether there is room for more. */
  hasRoom = true;
  now = Date.UTC(2026, 10, 21);
  #listener: Listener | undefined;

  static async start({
    headersMs,
    ...options
  }: Partial<ReceiverOptions> & { readonly headersMs?: number } = {}): Promise<ReceiverScene> {
    const scene = new ReceiverScene();
    const now = (): number => scene.now;
    const app = receiver({
      path: '/webhook',
      secrets: async () => [secret],
      limit: new RateLimit({ ...deliveryRate, now }),
      recent: new RecentDeliveries({ now }),
      metrics: new ReceiverMetrics(scene.registry),
      log: scene.log,
      take: (hint) => scene.hasRoom && scene.taken.push(hint) > 0,
      ...options,
    });
    scene.#listener = await openReceiver(app, {
      host: '127.0.0.1',
      port: 0,
      ...(headersMs !== undefined && { headersMs }),
    });
    return scene;
  }

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** See `deliverTo`. */
  deliver(delivery: Delivery = {}): Promise<Response> {
    return deliverTo(this.port, delivery);
  }

  /** How many deliveries were answered in a way. */
  async count(outcome: string): Promise<number> {
    const metric = await this.registry.getSingleMetric('urumi_webhook_deliveries_total')?.get();
    return metric?.values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener?.close();
  }
}
