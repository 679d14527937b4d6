import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import { ProblemError } from '../http/problem-error.ts';
import { setCookie } from './cookies.ts';
import { tokensOf, type TokenAnswer } from './forge-tokens.ts';
import type { Renewals } from './renewals.ts';
import type { Seal } from './seal.ts';
import { sessionLifeMs, sessionSchema, type ForgeSession, type Session } from './session.ts';
import { renewedCredentials, type SignedIn } from './signed-in.ts';
import { Spent } from './spent.ts';

export interface SessionsOptions {
  readonly seal: Seal;
  /** Cookies go over https only. */
  readonly secure: boolean;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Absent: nobody signs in at a forge. */
  readonly renewals: Renewals | undefined;
}

/** Who begins a session, and what the forge gave for it. */
export type Beginner =
  | { readonly kind: 'local'; readonly login: string }
  | { readonly kind: 'forge'; readonly login: string; readonly grant: TokenAnswer };

const purpose = 'session';

/**
 * Sessions, each in a cookie of its browser. The server remembers only those that were ended before their time, and the newest tokens of those
 * that were renewed.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #ended: Spent;
  /** `__Host-`: no sibling host can set it (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie). */
  readonly #name: string;
  /** What the answer to a request already has as its cookie. */
  readonly #told = new WeakMap<Context, Session>();

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#ended = new Spent(options.now);
    this.#name = options.secure ? '__Host-urumi-session' : 'urumi-session';
  }

  /** Who is signed in; undefined: nobody, or the cookie is forged, too old, or of a session that is over. */
  async of(context: Context): Promise<SignedIn | undefined> {
    const { renewals, now } = this.#options;
    const session = await this.#opened(context);
    if (session === undefined || session.kind === 'local') return session;
    if (renewals === undefined) return undefined;
    const newest = renewals.newest(session);
    if (renewals.isOver(newest)) return undefined;
    if (newest !== session) await this.#tell(context, newest);
    const renewed = (by: ForgeSession): Promise<void> => this.#tell(context, by);
    return { kind: 'forge', login: newest.login, credentials: renewedCredentials(newest, { renewals, now, renewed }) };
  }

  /** @throws ProblemError 401 */
  async required(context: Context): Promise<SignedIn> {
    const session = await this.of(context);
    if (session !== undefined) return session;
    throw new ProblemError(
      401,
      'Nobody is signed in, or the session is over. Sign in again; what you had typed is still there.',
    );
  }

  /** Begins a session: for a working day at most, and no longer than what the forge gave can be used or renewed. */
  async begin(context: Context, who: Beginner): Promise<void> {
    const now = this.#options.now();
    const { kind, login } = who;
    const most = now + sessionLifeMs;
    const id = randomUUID();
    if (kind === 'local') return await this.#tell(context, { kind, id, until: most, login });
    const { tokens, until = most } = tokensOf(who.grant, 0, now);
    await this.#tell(context, { kind, id, until: Math.min(most, until), login, tokens });
  }

  /** Ends the session for good: a copy of its cookie is worth nothing afterwards. */
  async end(context: Context): Promise<void> {
    const session = await this.#opened(context);
    if (session !== undefined) this.#ended.spend(session.id, session.until);
    setCookie(context, this.#name, '', { lifeMs: 0, secure: this.#options.secure });
  }

  async #opened(context: Context): Promise<Session | undefined> {
    const cookie = context.cookies.get(this.#name);
    if (cookie === undefined) return undefined;
    const opened = await this.#options.seal.open(purpose, cookie);
    const session = sessionSchema.safeParse(opened?.value);
    return session.success && !this.#ended.has(session.data.id) ? session.data : undefined;
  }

  /** Gives the browser the session as it is now, once with each answer. */
  async #tell(context: Context, session: Session): Promise<void> {
    if (this.#told.get(context) === session || context.res.headersSent) return;
    this.#told.set(context, session);
    const { seal, secure, now } = this.#options;
    const lifeMs = session.until - now();
    setCookie(context, this.#name, await seal.seal(purpose, session, lifeMs), { lifeMs, secure });
  }
}
