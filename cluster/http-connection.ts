import type { Dispatcher } from 'undici';
import { readAnswer, readRefusal, warningsOf } from './answer.ts';
import type { Connection } from './connect.ts';
import type { ApiRequest } from './connection.ts';
import type { Credentials, CredentialSource } from './credentials.ts';
import { Deadline } from './deadline.ts';
import { ApiError, type ApiFailure } from './errors.ts';
import { jsonLines } from './json-lines.ts';
import type { RequestMetrics } from './metrics.ts';
import { requestTarget } from './request-target.ts';
import { transportFailure } from './transport-failure.ts';
import { destroyTransport, openTransport, retireTransport, type Transport } from './transport.ts';

interface Settings {
  readonly userAgent: string;
  readonly connections: number;
  readonly metrics: RequestMetrics;
}

/** Which of the transport's two sets of connections a request takes. */
type Lane = 'requests' | 'watches';

const defaultTimeoutMs = 30_000;

/** The connection over HTTP: see connect.ts. */
export class HttpConnection implements Connection {
  readonly metrics: RequestMetrics;
  readonly #source: CredentialSource;
  readonly #settings: Settings;
  /** Part of the server's address before `/api`: proxies that serve many clusters have one. */
  readonly #prefix: string;
  #transport: Transport | undefined;
  #closed = false;
  /** The server has taken our credentials before. */
  #worked = false;

  constructor(source: CredentialSource, settings: Settings) {
    this.#source = source;
    this.#settings = settings;
    this.metrics = settings.metrics;
    this.#prefix = new URL(source.server).pathname.replace(/\/$/, '');
  }

  get server(): string {
    return this.#source.server;
  }

  get identity(): string {
    return this.#source.identity;
  }

  async request<T = unknown>(request: ApiRequest): Promise<T> {
    const deadline = new Deadline(request.timeoutMs ?? defaultTimeoutMs, request.signal);
    this.metrics.begin();
    try {
      return (await this.#measured(request, deadline, () => this.#exchange(request, deadline))) as T;
    } finally {
      this.metrics.end();
      deadline.clear();
    }
  }

  stream(request: ApiRequest): AsyncGenerator<unknown, void> {
    return this.#arriving(request, jsonLines);
  }

  bytes(request: ApiRequest): AsyncGenerator<Uint8Array, void> {
    return this.#arriving(request, (body) => body);
  }

  /** An answer that is read while it arrives. */
  async *#arriving<T>(
    request: ApiRequest,
    parse: (body: AsyncIterable<Uint8Array>) => AsyncIterable<T>,
  ): AsyncGenerator<T, void> {
    const deadline = new Deadline(request.timeoutMs ?? defaultTimeoutMs, request.signal);
    try {
      const body = await this.#measured(request, deadline, () => this.#open(request, deadline));
      // The time was for opening it; how long it may be silent is for the reader to say.
      deadline.stopTimer();
      yield* parse(body);
    } catch (error) {
      throw this.#failure(error, request, deadline);
    } finally {
      deadline.clear();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#transport !== undefined) await destroyTransport(this.#transport);
  }

  /** Counts and times one request. */
  async #measured<T>(request: ApiRequest, deadline: Deadline, run: () => Promise<T>): Promise<T> {
    const started = performance.now();
    let code = '200';
    try {
      return await run();
    } catch (error) {
      const failure = this.#failure(error, request, deadline);
      code = failure.status > 0 ? String(failure.status) : failure.code;
      throw failure;
    } finally {
      this.metrics.observe({ ...requestTarget(request), code, seconds: (performance.now() - started) / 1000 });
    }
  }

  #failure(error: unknown, { method, path }: ApiRequest, { signal, ms }: Deadline): ApiError {
    const attempt = { method, path, timeoutMs: ms, server: this.server, workedBefore: this.#worked };
    return transportFailure(error, attempt, signal.aborted ? { reason: signal.reason } : undefined);
  }

  async #exchange(request: ApiRequest, deadline: Deadline): Promise<unknown> {
    const answer = await this.#send(request, deadline, 'requests');
    if (request.onWarning !== undefined) for (const warning of warningsOf(answer.headers)) request.onWarning(warning);
    return readAnswer(request, answer);
  }

  async #open(request: ApiRequest, deadline: Deadline): Promise<AsyncIterable<Uint8Array>> {
    const answer = await this.#send(request, deadline, 'watches');
    if (answer.statusCode !== 200) throw await readRefusal(request, answer);
    request.onOpen?.();
    return answer.body;
  }

  /**
   * Sends a request. It is repeated once, at once, in two cases: refused credentials (they may have been rotated under us), and a connection that
   * broke before an answer came (the server let go of an idle one just then). The second never for POST, which may have been carried out.
   */
  async #send(request: ApiRequest, deadline: Deadline, lane: Lane): Promise<Dispatcher.ResponseData> {
    const reading = this.#source.current();
    const credentials = await this.#read(request, reading);
    const answer = await this.#dispatch(request, credentials, { deadline, lane }).catch((error: unknown) => {
      if (!isBrokenConnection(error) || request.method === 'POST' || deadline.signal.aborted) throw error;
      return this.#dispatch(request, credentials, { deadline, lane });
    });
    if (answer.statusCode !== 401) {
      this.#worked = true;
      return answer;
    }
    await answer.body.dump();
    const fresh = await this.#read(request, this.#source.refresh(reading));
    return this.#dispatch(request, fresh, { deadline, lane });
  }

  async #read({ method, path }: ApiRequest, reading: Promise<Credentials>): Promise<Credentials> {
    try {
      return await reading;
    } catch (error) {
      throw noCredentials({ method, path, workedBefore: this.#worked }, error);
    }
  }

  #dispatch(
    request: ApiRequest,
    credentials: Credentials,
    { deadline, lane }: { readonly deadline: Deadline; readonly lane: Lane },
  ): Promise<Dispatcher.ResponseData> {
    return this.#transportFor(credentials, request)[lane].request({
      origin: new URL(credentials.server).origin,
      path: this.#prefix + request.path + queryOf(request),
      method: request.method,
      headers: {
        accept: request.accept ?? 'application/json',
        'user-agent': this.#settings.userAgent,
        ...(request.body !== undefined && { 'content-type': request.contentType ?? 'application/json' }),
        ...credentials.headers,
      },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: deadline.signal,
    });
  }

  #transportFor(credentials: Credentials, { method, path }: ApiRequest): Transport {
    if (this.#closed) throw new ApiError({ code: 'Aborted', method, path, detail: 'the connection is closed' });
    const previous = this.#transport;
    if (previous?.key === credentials.transportKey) return previous;
    this.#transport = openTransport(credentials, this.#settings.connections);
    // What runs on the old connections ends there; nobody waits for it, and its own callers hear of its failures.
    if (previous !== undefined) retireTransport(previous).catch(() => undefined);
    return this.#transport;
  }
}

/** Only the first line is told, and the error itself is not kept: YAML errors go on to quote the file, which holds secrets. */
function noCredentials(request: Pick<ApiFailure, 'method' | 'path' | 'workedBefore'>, error: unknown): ApiError {
  const [what = ''] = String(error instanceof Error ? error.message : error)
    .trim()
    .split('\n', 1);
  const detail = `the credentials could not be read: ${what.slice(0, 500)}`;
  return new ApiError({ ...request, code: 'Misconfigured', detail });
}

function isBrokenConnection(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

function queryOf({ query }: ApiRequest): string {
  if (query === undefined) return '';
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) pairs.append(name, String(value));
  const text = pairs.toString();
  return text === '' ? '' : `?${text}`;
}
