import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import type { Forge } from '../../../forge/forge.ts';
import type { ChangeView } from '../api/change-view.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { People } from '../session/people.ts';
import type { Sessions } from '../session/sessions.ts';
import type { SignedIn } from '../session/signed-in.ts';
import type { AuditEntry, AuditLog } from './audit-log.ts';
import { OnceEach } from './once-each.ts';
import { WriteLimits, type WriteKind } from './write-limits.ts';

export interface WritersOptions {
  readonly sessions: Sessions;
  readonly people: People;
  readonly audit: AuditLog;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
}

/** A write as it arrives. */
export interface ArrivedWrite {
  readonly context: Context;
  /** What the route and the body ask for, parsed: the same key with another wish is a mistake. */
  readonly wish: unknown;
  readonly kind: WriteKind;
  readonly action: AuditEntry['action'];
  readonly store?: string | undefined;
  /** The pull request that it is about, when there is one already. */
  readonly pullRequest?: number;
}

/** What a write is done with. */
export interface WriteHands {
  /** With the person's own rights. */
  readonly forge: Forge;
  readonly session: SignedIn;
  readonly signal: AbortSignal;
}

/** For all that one write asks of the forge, ms. */
const patienceMs = 60_000;
const keyPattern = /^[A-Za-z0-9_-]{16,64}$/;

function keyOf(context: Context): string {
  const key = context.get('Idempotency-Key');
  if (keyPattern.test(key)) return key;
  throw new ProblemError(
    400,
    'A write needs the header Idempotency-Key, a new one for each change: 16 to 64 letters, digits, - or _. Sent twice, it is done once.',
  );
}

/** Everything that stands between a request that writes and the forge, in this order: who it is, whether it was done already, how many there were. */
export class Writers {
  readonly #options: WritersOptions;
  readonly #once: OnceEach<ChangeView>;
  readonly #limits: WriteLimits;

  constructor(options: WritersOptions) {
    this.#options = options;
    this.#once = new OnceEach(options.now);
    this.#limits = new WriteLimits(options.now);
  }

  /** Reads at the forge with the rights of whoever asks. @throws ProblemError */
  async read<T>(context: Context, work: (hands: WriteHands) => Promise<T>): Promise<T> {
    const { sessions, people, stopping } = this.#options;
    const session = await sessions.required(context);
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(patienceMs)]);
    return people.as(session, (forge) => work({ forge, session, signal }));
  }

  /** Writes, once for each key, and notes it. @throws ProblemError */
  async write(arrived: ArrivedWrite, work: (hands: WriteHands) => Promise<ChangeView>): Promise<ChangeView> {
    const { context, wish } = arrived;
    const session = await this.#options.sessions.required(context);
    const request = createHash('sha256')
      .update(JSON.stringify([context.method, context.path, wish]))
      .digest('hex');
    return this.#once.do(`${session.login} ${keyOf(context)}`, request, () => this.#noted(arrived, session, work));
  }

  async #noted(
    arrived: ArrivedWrite,
    session: SignedIn,
    work: (hands: WriteHands) => Promise<ChangeView>,
  ): Promise<ChangeView> {
    const { audit, now } = this.#options;
    const { context, action, store, pullRequest } = arrived;
    const who = { login: session.login, address: context.ip, action, ...(store !== undefined && { store }) };
    try {
      const change = await this.#counted(arrived, session, () => this.read(context, work));
      audit.record({ at: now(), ...who, outcome: 'done', pullRequest: change.number });
      return change;
    } catch (error) {
      const reason = error instanceof ProblemError ? error.message : 'an error of the server';
      audit.record({
        at: now(),
        ...who,
        outcome: 'refused',
        reason,
        ...(pullRequest !== undefined && { pullRequest }),
      });
      throw error;
    }
  }

  async #counted(
    { context, kind }: ArrivedWrite,
    { login }: SignedIn,
    work: () => Promise<ChangeView>,
  ): Promise<ChangeView> {
    const writer = { login, address: context.ip };
    const waitMs = this.#limits.take(kind, writer);
    if (waitMs !== undefined) throw tooMany(waitMs);
    try {
      return await work();
    } catch (error) {
      this.#limits.giveBack(kind, writer);
      throw error;
    }
  }
}

function tooMany(waitMs: number): ProblemError {
  const seconds = Math.ceil(waitMs / 1_000);
  const minutes = Math.ceil(seconds / 60);
  return new ProblemError(
    429,
    `So many changes in so short a time are more than a person makes. The next one is taken in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    { retryAfter: seconds },
  );
}
