import type { GitHttpRequest, GitHttpResponse, HttpClient } from 'isomorphic-git';
import { type Dispatcher, request } from 'undici';
import { basicAuthorization, type Credentials } from './credentials.ts';
import { connectionLost, networkFailure, statusFailure } from './http-failure.ts';
import type { Limits, Timeouts } from './limits.ts';
import { judgeAnswer } from './pkt-line.ts';
import { printable } from './printable.ts';
import { redirectedBase } from './redirect.ts';
import { RepositoryError, type RepositoryErrorCode } from './repository-error.ts';
import { scrub } from './scrub.ts';

/** What is learnt about a server and holds until something fails. */
export interface Session {
  /** Where the repository answers: its URL, or where the server's redirect led. */
  base: string;
  /** The server's capabilities in protocol version 2. They hold no refs, so asking again would tell nothing new. */
  capabilities?: Buffer | undefined;
}

interface OperationOptions {
  readonly session: Session;
  /** As remoteUrl returns it. */
  readonly url: string;
  readonly limits: Limits;
  readonly timeouts: Timeouts;
  readonly agent: Dispatcher;
  readonly attempted: string;
  readonly signal: AbortSignal;
  readonly deadline: AbortSignal;
  readonly known: Credentials | undefined;
}

/** The requests of one operation: an HTTP client for isomorphic-git, and the error that fits what goes wrong. */
export class GitOperation implements HttpClient {
  readonly #options: OperationOptions;
  readonly #either: AbortSignal;

  constructor(options: OperationOptions) {
    this.#options = options;
    this.#either = AbortSignal.any([options.signal, options.deadline]);
  }

  /** For isomorphic-git, which takes it off the object. */
  readonly request = async (wanted: GitHttpRequest): Promise<GitHttpResponse> => this.answer(await this.ask(wanted));

  /** Sends a request; the answer is complete and in pkt-lines. */
  async ask(wanted: GitHttpRequest): Promise<Buffer> {
    const { session, url } = this.#options;
    const suffix = wanted.url.slice(url.length);
    const capabilities = suffix.startsWith('/info/refs') && wanted.headers?.['Git-Protocol'] === 'version=2';
    if (capabilities && session.capabilities) return session.capabilities;
    const bytes = await this.#accept(suffix, await this.#redirected(suffix, wanted));
    if (capabilities && bytes.includes('version 2\n')) session.capabilities = bytes;
    return bytes;
  }

  /** An answer as isomorphic-git wants it. */
  answer(bytes: Buffer): GitHttpResponse {
    // isomorphic-git looks at the type of an advertisement only; it was checked before.
    const headers = { 'content-type': 'application/x-git-upload-pack-advertisement' };
    return { url: this.#options.url, headers, body: once(bytes), statusCode: 200, statusMessage: 'OK' };
  }

  /** The error for this operation; credentials are taken out of the reason. */
  failure(code: RepositoryErrorCode, reason: string, cause?: unknown): RepositoryError {
    const { attempted, url, known, session } = this.#options;
    session.base = url;
    session.capabilities = undefined;
    return new RepositoryError(code, { attempted, target: url, reason: scrub(reason, known), cause });
  }

  /** Throws when the caller asked to stop or the time is up. */
  check(): void {
    if (this.#options.signal.aborted)
      throw this.failure('Cancelled', 'the caller asked to stop', this.#options.signal.reason);
    if (this.#options.deadline.aborted)
      throw this.failure('Timeout', `it took more than ${this.#options.timeouts.totalMs} ms`);
  }

  async #send(
    url: string,
    wanted: Omit<GitHttpRequest, 'body'> & { body: Buffer | undefined },
  ): Promise<Dispatcher.ResponseData> {
    const { agent, known } = this.#options;
    const attempt = () => {
      this.check();
      return request(url, {
        dispatcher: agent,
        method: wanted.method === 'POST' ? 'POST' : 'GET',
        headers: {
          ...wanted.headers,
          'user-agent': 'git/urumi',
          ...(known ? { authorization: basicAuthorization(known) } : {}),
        },
        body: wanted.body ?? null,
        signal: this.#either,
      });
    };
    try {
      return await attempt().catch((error: unknown) => {
        if (connectionLost(error)) return attempt();
        throw error;
      });
    } catch (error) {
      throw this.#network(error);
    }
  }

  #network(error: unknown): RepositoryError {
    if (error instanceof RepositoryError) return error;
    this.check();
    const { code, reason } = networkFailure(error);
    return this.failure(code, reason, error);
  }

  async #redirected(suffix: string, wanted: GitHttpRequest): Promise<Dispatcher.ResponseData> {
    const { session } = this.#options;
    const body = wanted.body === undefined ? undefined : await gather(wanted.body);
    for (let redirects = 0; redirects < 5; redirects += 1) {
      const answer = await this.#send(session.base + suffix, { ...wanted, body });
      const { statusCode, headers } = answer;
      if (statusCode < 300 || statusCode > 399) return answer;
      await answer.body.dump();
      const moved = redirectedBase(session.base, suffix, headers['location']);
      if ('refused' in moved) throw this.failure('Moved', moved.refused);
      session.base = moved.base;
    }
    throw this.failure('Moved', 'it redirects in a circle');
  }

  async #accept(suffix: string, answer: Dispatcher.ResponseData): Promise<Buffer> {
    const advertisement = suffix.startsWith('/info/refs');
    const failed = statusFailure(answer.statusCode, this.#options.known !== undefined);
    if (failed) throw this.failure(failed.code, await this.#withText(failed.reason, answer));
    const type = String(answer.headers['content-type'] ?? 'nothing');
    if (!type.startsWith(`application/x-git-upload-pack-${advertisement ? 'advertisement' : 'result'}`)) {
      await answer.body.dump().catch(() => undefined);
      throw this.failure('Protocol', `the answer is not Git's but ${printable(Buffer.from(type))}`);
    }
    const bytes = await this.#read(answer);
    const verdict = judgeAnswer(bytes);
    if (verdict === 'complete') return bytes;
    if ('cutOff' in verdict) throw this.failure('Damaged', `the answer was cut off: ${verdict.cutOff}`);
    const reason =
      'refused' in verdict ? `the server says: ${verdict.refused}` : `the answer is damaged: ${verdict.broken}`;
    throw this.failure('Protocol', reason);
  }

  async #withText(reason: string, answer: Dispatcher.ResponseData): Promise<string> {
    const type = String(answer.headers['content-type'] ?? '');
    const bytes = await this.#read(answer, 64 * 1024).catch(() => Buffer.alloc(0)); // the status is the news, the text is a bonus
    const text = type.startsWith('text/plain') ? printable(bytes) : '';
    return text === '' ? reason : `${reason}: ${text}`;
  }

  async #read(answer: Dispatcher.ResponseData, limit = this.#options.limits.answerBytes): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > limit) throw this.failure('TooLarge', `the answer has more than ${limit} bytes`);
        chunks.push(chunk);
      }
    } catch (error) {
      throw this.#network(error);
    }
    return Buffer.concat(chunks, size);
  }
}

async function* once(bytes: Uint8Array): AsyncIterableIterator<Uint8Array> {
  yield bytes;
}

async function gather(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}
