import type { Context } from 'koa';
import { ProblemError } from '../http/problem-error.ts';
import { setCookie } from './cookies.ts';
import type { Opened, Seal } from './seal.ts';
import { sessionLifeMs, sessionSchema, type Session } from './session.ts';
import { Spent } from './spent.ts';

export interface SessionsOptions {
  readonly seal: Seal;
  /** Cookies go over https only. */
  readonly secure: boolean;
  /** ms since the epoch. */
  readonly now: () => number;
}

const purpose = 'session';

/** Sessions, each in a cookie of its browser. The server remembers only those that were ended before their time. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #ended: Spent;
  /** `__Host-`: no sibling host can set it (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie). */
  readonly #name: string;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#ended = new Spent(options.now);
    this.#name = options.secure ? '__Host-urumi-session' : 'urumi-session';
  }

  /** Who is signed in; undefined: nobody, or the cookie is forged, too old, or of a session that was ended. */
  async of(context: Context): Promise<Session | undefined> {
    const opened = await this.#opened(context);
    const parsed = sessionSchema.safeParse(opened?.value);
    return parsed.success ? parsed.data : undefined;
  }

  /** @throws ProblemError 401 */
  async required(context: Context): Promise<Session> {
    const session = await this.of(context);
    if (session !== undefined) return session;
    throw new ProblemError(
      401,
      'Nobody is signed in, or the session is over. Sign in again; what you had typed is still there.',
    );
  }

  /** @param lifeMs ms; at most a working day */
  async begin(context: Context, session: Session, lifeMs: number = sessionLifeMs): Promise<void> {
    const { seal, secure } = this.#options;
    const life = Math.min(lifeMs, sessionLifeMs);
    setCookie(context, this.#name, await seal.seal(purpose, session, life), { lifeMs: life, secure });
  }

  /** Ends the session for good: a copy of its cookie is worth nothing afterwards. */
  async end(context: Context): Promise<void> {
    const opened = await this.#opened(context);
    if (opened !== undefined) this.#ended.spend(opened.id, opened.expiresAt);
    setCookie(context, this.#name, '', { lifeMs: 0, secure: this.#options.secure });
  }

  async #opened(context: Context): Promise<Opened | undefined> {
    const cookie = context.cookies.get(this.#name);
    if (cookie === undefined) return undefined;
    const opened = await this.#options.seal.open(purpose, cookie);
    return opened === undefined || this.#ended.has(opened.id) ? undefined : opened;
  }
}
