import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import Koa from 'koa';
import { Registry } from 'prom-client';
import { systemClock, type Clock } from '../../cluster/clock.ts';
import type { ByteConnection } from '../../cluster/byte-connection.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import type { Log } from '../../cluster/log.ts';
import { listen, type Listener } from '../../serving/listen.ts';
import type { Forge } from '../../forge/forge.ts';
import { gitReads } from './git/git-reads.ts';
import { answerProblems } from './http/answer-problems.ts';
import { readBuiltApp, serveBuiltApp } from './http/built-app.ts';
import { compress } from './http/compress.ts';
import { crossOrigin } from './http/cross-origin.ts';
import { knownHosts } from './http/known-hosts.ts';
import { openApiDocument } from './http/open-api.ts';
import { apiRoot, type Operation } from './http/operation.ts';
import { rateLimit } from './http/rate-limit.ts';
import { securityHeaders } from './http/security-headers.ts';
import { serveOperations } from './http/serve-operations.ts';
import { LivePicture } from './live/live-picture.ts';
import { StoreEvents } from './live/store-events.ts';
import { PodLogs } from './logs/pod-logs.ts';
import { fleetOperations } from './routes/fleet-operations.ts';
import { logOperations } from './routes/log-operations.ts';
import { processOperations } from './routes/process-operations.ts';
import { schemaOperations } from './routes/schema-operations.ts';
import { storeOperations } from './routes/store-operations.ts';
import { StreamHub } from './stream/stream-hub.ts';
import { sameOrigin } from './session/same-origin.ts';
import type { WriterOptions } from './session/sign-in.ts';
import { uiMetrics } from './ui-metrics.ts';
import { assembleWrites } from './write/assemble-writes.ts';

export interface UiOptions {
  /** Closed by whoever opened it. Needs no right to write. */
  readonly api: ApiConnection & ByteConnection;
  /** The stores repo on its forge, with rights to read; closed by whoever opened it. Absent: nothing of Git is shown. */
  readonly forge?: Forge;
  /** Where Store and Fleet objects are. */
  readonly namespace: string;
  readonly log: Log;
  /** Of Urumi; shown in the OpenAPI document. */
  readonly version: string;
  /** Folder of the built app; absent: only the API is served. */
  readonly app?: string;
  /** 0: any free one. */
  readonly port: number;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** More host names to answer to, beside the loopback's and `host`. */
  readonly allowHosts?: readonly string[];
  /** Origins whose pages may read the API, without cookies. @default none */
  readonly corsOrigins?: readonly string[];
  /** Where the metrics are registered; give the connection's, so that requests are among them. @default one of its own */
  readonly registry?: Registry;
  /** Longest that a request may take to arrive, head and body, and that a kept connection may be idle, ms. @default 10,000 */
  readonly patienceMs?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Who may write, and where to. Absent: nobody. */
  readonly writes?: WriterOptions;
  /** Requests a second that one address may send. @default 100, after 300 in a row */
  readonly rate?: { readonly burst: number; readonly perSecond: number };
}

export interface RunningUi {
  readonly port: number;
  /** Address to open in a browser. */
  readonly url: string;
  /** The API's operations, as the OpenAPI document has them. */
  readonly operations: readonly Operation[];
  /** Resolves when everything was seen once; rejects when it is stopped before. */
  readonly ready: Promise<void>;
  /** Ends all streams and resolves when nothing runs any more. */
  stop(): Promise<void>;
}

const ownMachine = new Set(['127.0.0.1', '::1', 'localhost']);

function refuseOpenDoor({ host = '127.0.0.1', writes }: UiOptions): void {
  if (writes?.signIn.kind === 'local' && !ownMachine.has(host))
    throw new Error(
      `could not serve the web UI on ${host}: its local user is signed in without being asked, so it listens on this machine's own address only`,
    );
}

/** Connections at once. */
const mostConnections = 2_000;

function assemble(options: UiOptions, isSynced: () => boolean, stopping: AbortSignal) {
  const { api, forge, namespace, log, clock = systemClock, random = Math.random, registry = new Registry() } = options;
  const epoch = randomBytes(6).toString('base64url');
  const picture = new LivePicture({ api, namespace, log, epoch, clock, random });
  const hub = new StreamHub({ picture, clock });
  const events = new StoreEvents({ api, clock, namespace });
  const logs = new PodLogs(api);
  const writes = assembleWrites({ options: options.writes, picture, log, now: () => clock.now(), stopping });
  const operations = writes.guard([
    ...storeOperations(picture, events),
    ...logOperations(picture, logs),
    ...gitReads({ forge, picture, clock, stopping, written: writes.written }),
    ...fleetOperations(picture),
    ...processOperations({ picture, hub, metrics: registry, isSynced }),
    ...schemaOperations(),
    ...writes.operations,
  ]);
  return { picture, hub, logs, operations, registry, clock, writes };
}

type Assembled = ReturnType<typeof assemble>;

async function application(options: UiOptions, parts: Assembled): Promise<Koa> {
  const { picture, hub, logs, operations, registry, clock, writes } = parts;
  const { log, host = '127.0.0.1', allowHosts = [], app: built, rate = { burst: 300, perSecond: 100 } } = options;
  const app = new Koa();
  app.on('error', (error: unknown) => log.debug({ error: String(error) }, 'a connection broke'));
  const measured = {
    streams: () => hub.size,
    logs: () => logs.size,
    stores: () => picture.index.size,
    ageMs: () => Math.max(...picture.freshness().parts.map(({ ageMs }) => ageMs)),
  };
  app.use(uiMetrics(registry, measured));
  app
    .use(securityHeaders)
    .use(compress)
    .use(crossOrigin(options.corsOrigins ?? []))
    .use(answerProblems(log));
  const publicHost = writes.publicOrigin === undefined ? [] : [new URL(writes.publicOrigin).hostname];
  app.use(knownHosts(['127.0.0.1', 'localhost', '::1', host.toLowerCase(), ...allowHosts, ...publicHost]));
  app.use(rateLimit({ ...rate, now: () => clock.now() }));
  app.use(sameOrigin(writes.publicOrigin));
  const document = JSON.stringify(openApiDocument(operations, options.version));
  const router = serveOperations(operations);
  router.get(`${apiRoot}/openapi.json`, (context) => {
    context.type = 'application/json';
    context.body = document;
  });
  writes.addRoutes(router);
  app.use(router.routes()).use(router.allowedMethods());
  if (built !== undefined) app.use(serveBuiltApp(await readBuiltApp(built)));
  return app;
}

async function serve(app: Koa, { port, host, patienceMs = 10_000 }: UiOptions): Promise<Listener> {
  const answer = app.callback();
  const timeouts = { requestTimeout: patienceMs, headersTimeout: patienceMs, keepAliveTimeout: patienceMs };
  const server = createServer(
    { ...timeouts, connectionsCheckingInterval: patienceMs / 5, maxHeaderSize: 8_192 },
    (request, response) => {
      // Hardly an operation takes a body: what somebody sends may stay unread, so its connection is not kept.
      if ((request.headers['content-length'] ?? '0') !== '0' || request.headers['transfer-encoding'] !== undefined)
        response.setHeader('Connection', 'close');
      void answer(request, response);
    },
  );
  server.maxConnections = mostConnections;
  return await listen(server, { host, port });
}

/**
 * Starts the web UI: watches, the API, the stream and the built app. It answers at once; until everything was seen, it shows what it has and
 * `/health/ready` says what is missing. While the cluster is away it goes on showing what it knew, and says how old that is.
 *
 * @throws Error when the port is taken, the built app cannot be read, or somebody would be signed in unasked on an address that others reach
 */
export async function startUi(options: UiOptions): Promise<RunningUi> {
  refuseOpenDoor(options);
  let isSynced = false;
  const abort = new AbortController();
  const parts = assemble(options, () => isSynced, abort.signal);
  const app = await application(options, parts);
  const listener = await serve(app, options);
  const { synced, ended } = parts.picture.start(abort.signal);
  const ready = synced.then(() => void (isSynced = true));
  ready.catch(() => undefined); // whoever waits for it hears of it
  const { port } = listener;
  return {
    port,
    url: `http://${options.host === undefined || options.host === '0.0.0.0' ? '127.0.0.1' : options.host}:${port}/`,
    operations: parts.operations,
    ready,
    async stop() {
      abort.abort(new Error('the web UI stops'));
      parts.hub.close();
      await Promise.all([listener.close(), ended, parts.writes.close()]);
    },
  };
}
