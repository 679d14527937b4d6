import { createServer, type Server } from 'node:https';
import type { Router } from '@koa/router';
import Koa, { type Context } from 'koa';
import type { Log } from '../../cluster/log.ts';
import { healthRoutes, type ReadyCheck } from '../../serving/health-routes.ts';
import { listen, type Listener } from '../../serving/listen.ts';
import { unjudged } from './admission-answer.ts';
import type { AdmissionMetrics } from './admission-metrics.ts';
import { uidInText } from './admission-review.ts';
import type { ServingCertificates } from './certificates/certificate-source.ts';
import { BodyReader } from './read-body.ts';
import { review, type ReviewContext, type Reviewed } from './review.ts';
import { validatePath } from './webhook-configuration.ts';

export interface AdmissionServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly certificates: ServingCertificates;
  readonly context: ReviewContext;
  /** Why requests should go elsewhere; empty when they may come. */
  readonly notReady: ReadyCheck;
  readonly metrics: AdmissionMetrics;
  readonly log: Log;
}

/** How long the API server's connections stay open between requests, ms: as controller-runtime has it. Node's 5 s race the API server's reuse. */
const keepAliveMs = 90_000;
/** Longest that a request may take to arrive, ms: the API server itself gives up after three seconds. */
const patienceMs = 10_000;
/** What is being answered when the server closes gets so long, ms. */
const graceMs = 3_000;

/** The webhook's server: HTTPS, `POST /validate`, `/healthz` and `/readyz`. */
export class AdmissionServer {
  readonly #server: Server;
  readonly #listener: Listener;

  private constructor(server: Server, listener: Listener) {
    this.#server = server;
    this.#listener = listener;
  }

  /** @throws Error when the port is taken or the certificates are of no use */
  static async listen(options: AdmissionServerOptions): Promise<AdmissionServer> {
    const app = new Koa();
    app.on('error', (error: unknown) => options.log.warn({ error: String(error) }, 'an admission request failed'));
    const router = routes(options);
    app.use(router.routes()).use(router.allowedMethods());
    const answer = app.callback();
    const { certificate, key } = options.certificates;
    const timeouts = { requestTimeout: patienceMs, headersTimeout: patienceMs, keepAliveTimeout: keepAliveMs };
    const server = createServer(
      { ...timeouts, cert: certificate, key, minVersion: 'TLSv1.2' },
      (request, response) => void answer(request, response),
    );
    return new AdmissionServer(server, await listen(server, options));
  }

  get port(): number {
    return this.#listener.port;
  }

  /** New connections get these from now on; the others go on as they are. */
  use({ certificate, key }: ServingCertificates): void {
    this.#server.setSecureContext({ cert: certificate, key, minVersion: 'TLSv1.2' });
  }

  /** Takes no new connections, answers what is under way, and resolves when all is closed. */
  close(): Promise<void> {
    return this.#listener.close(graceMs);
  }
}

function routes(options: AdmissionServerOptions): Router {
  const bodies = new BodyReader();
  return healthRoutes(options.notReady).post(validatePath, (context) => validate(context, bodies, options));
}

async function validate(context: Context, bodies: BodyReader, options: AdmissionServerOptions): Promise<void> {
  const { text, state } = await bodies.read(context.req);
  const startedAt = performance.now();
  const reviewed = state === 'complete' ? review(text, options.context) : notRead(text, state);
  options.metrics.observe(reviewed, (performance.now() - startedAt) / 1000);
  // The rest of the body is still on its way: the connection is of no more use.
  if (state !== 'complete') context.set('Connection', 'close');
  tell(reviewed, options.log);
  context.status = reviewed.answer === undefined ? 400 : 200;
  context.type = 'application/json';
  context.body = JSON.stringify(reviewed.answer ?? { kind: 'Status', status: 'Failure', code: 400 });
}

function notRead(text: string, state: 'too large' | 'busy'): Reviewed {
  const uid = uidInText(text);
  const message = state === 'busy' ? 'too many large requests at once: try again' : 'the review is larger than 7 MB';
  return { kind: 'other', verdict: 'malformed', ...(uid !== undefined && { answer: unjudged(uid, message) }) };
}

function tell({ answer, kind, verdict }: Reviewed, log: Log): void {
  if (verdict === 'allowed') return;
  const fields = { kind, verdict, uid: answer?.response.uid, why: answer?.response.status?.message };
  log.info(fields, 'an admission request was refused');
}
