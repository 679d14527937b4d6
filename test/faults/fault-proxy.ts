import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request as send, type Dispatcher } from 'undici';
import type { FaultRule, ProxiedRequest } from './fault.ts';
import { ProxiedWatch } from './proxied-watch.ts';
import { deliver, isUnasked, passedOn } from './spoilt-answer.ts';

export interface FaultProxyOptions {
  /** Where requests go: `https://127.0.0.1:6443`. */
  readonly upstream: string;
  /** PEM of the authority that signed the upstream's certificate. */
  readonly ca?: string;
}

/**
 * Stands on 127.0.0.1 between a client and an HTTP server and passes requests on, credentials included, but for those that go wrong as its
 * rule says. Without a rule it changes nothing.
 */
export class FaultProxy implements AsyncDisposable {
  /** What goes wrong from now on. */
  rule: FaultRule | undefined;
  readonly requests: ProxiedRequest[] = [];
  readonly #options: FaultProxyOptions;
  readonly #server: Server;
  readonly #agent: Agent;
  readonly #stopped = new AbortController();
  readonly #watches = new Set<ProxiedWatch>();

  private constructor(options: FaultProxyOptions) {
    this.#options = options;
    // No time-outs of its own: the client's are under test.
    this.#agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { ca: options.ca } });
    this.#server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
      // The server could not be asked: to the client it is as if there were none.
      this.#serve(request, response).catch(() => response.socket?.resetAndDestroy());
    });
  }

  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** `http://127.0.0.1:...` */
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Watches under way. */
  get watches(): readonly ProxiedWatch[] {
    return [...this.#watches].filter(({ isOpen }) => isOpen);
  }

  /** Breaks off everything and resolves when nothing is left. May be called twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stopped.signal.aborted) return;
    this.#stopped.abort(new Error('the proxy stops'));
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await Promise.all([closed, this.#agent.destroy()]);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = this.#note(incoming);
    // Read before anything goes wrong: a reset is to be the answer, not a broken pipe.
    const body = await buffer(incoming);
    const fault = this.rule?.(request, body);
    if (fault !== undefined) request.fault = fault;
    if (fault !== undefined && isUnasked(fault, request, response)) return;
    if (request.isWatch) await this.#watch(incoming, request, response);
    else await this.#exchange(incoming, body, { request, response });
  }

  #note({ method = 'GET', url = '/' }: IncomingMessage): ProxiedRequest {
    const { pathname: path, searchParams: query } = new URL(url, 'http://localhost');
    const isWatch = ['true', '1'].includes(query.get('watch') ?? '');
    const request: ProxiedRequest = { method, path, query, isWatch, at: Date.now() };
    this.requests.push(request);
    return request;
  }

  /** Not given up when the client is gone: the server may act all the same, as it would without a proxy. */
  async #exchange(
    incoming: IncomingMessage,
    body: Buffer,
    { request, response }: { request: ProxiedRequest; response: ServerResponse },
  ): Promise<void> {
    const { signal } = this.#stopped;
    const answer = await this.#ask(incoming, body, signal);
    await deliver(answer, request, response, signal);
  }

  async #watch(incoming: IncomingMessage, request: ProxiedRequest, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = await this.#ask(incoming, undefined, AbortSignal.any([gone.signal, this.#stopped.signal]));
    const { fault } = request;
    if (fault?.kind === 'late') await sleep(fault.ms, undefined, { signal: gone.signal });
    request.status = answer.statusCode;
    response.writeHead(answer.statusCode, passedOn(answer.headers)).flushHeaders();
    const watch = new ProxiedWatch(request, response);
    this.#watches.add(watch);
    response.once('close', () => this.#watches.delete(watch));
    if (fault?.kind === 'truncate') watch.truncateNextLine();
    if (fault?.kind === 'resetAfter') watch.reset();
    try {
      for await (const chunk of answer.body as AsyncIterable<Buffer>) watch.pass(chunk);
      watch.end();
    } catch (error) {
      // A silent one stays silent, whatever happens behind it.
      if (!gone.signal.aborted && !watch.isSilent) throw error;
    }
  }

  #ask(incoming: IncomingMessage, body: Buffer | undefined, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    return send(this.#options.upstream + (incoming.url ?? '/'), {
      dispatcher: this.#agent,
      method: incoming.method ?? 'GET',
      headers: passedOn(incoming.headers),
      body: body === undefined || body.length === 0 ? null : body,
      signal,
    });
  }
}
