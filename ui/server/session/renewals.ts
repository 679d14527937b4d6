import type { Log } from '../../../cluster/log.ts';
import { ProblemError } from '../http/problem-error.ts';
import { tokensOf, type TokenAnswer } from './forge-tokens.ts';
import type { ForgeSession } from './session.ts';
import { Spent } from './spent.ts';

export interface RenewalsOptions {
  /** Gives a refresh token away. @throws ProblemError 401 when the forge refuses it for good */
  readonly ask: (refreshToken: string) => Promise<TokenAnswer>;
  readonly log: Log;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Sessions whose newest tokens are remembered; who was renewed longest ago is forgotten first. */
const mostRemembered = 2_000;

/**
 * Renews what sessions act with. A forge may take a refresh token once, and several requests carry it at the same time: so it is given away once, and all of them, and those
 * that come later with the old cookie because the answer with the new one got lost, are told what came of it.
 */
export class Renewals {
  readonly #options: RenewalsOptions;
  readonly #running = new Map<string, Promise<ForgeSession>>();
  readonly #newest = new Map<string, ForgeSession>();
  readonly #refused: Spent;

  constructor(options: RenewalsOptions) {
    this.#options = options;
    this.#refused = new Spent(options.now);
  }

  /** The session with the newest tokens that are known here. */
  newest(session: ForgeSession): ForgeSession {
    const known = this.#newest.get(session.id);
    return known !== undefined && known.tokens.generation > session.tokens.generation ? known : session;
  }

  /** Whether the tokens are worth nothing any more. Another server may have renewed them meanwhile: its cookie has others. */
  isOver(session: ForgeSession): boolean {
    return this.#refused.has(keyOf(session));
  }

  /** Notes that the forge does not take the tokens any more. */
  giveUp(session: ForgeSession): void {
    this.#refused.spend(keyOf(session), session.until);
  }

  /** @throws ProblemError 401 when the person has to sign in again, another when it was not possible now */
  async renew(session: ForgeSession): Promise<ForgeSession> {
    const newest = this.newest(session);
    if (newest !== session) return newest;
    const key = keyOf(session);
    const running = this.#running.get(key) ?? this.#renew(session).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return await running;
  }

  async #renew(session: ForgeSession): Promise<ForgeSession> {
    const { ask, log, now } = this.#options;
    const { login, until, tokens } = session;
    try {
      const answer = await ask(tokens.refreshToken ?? '');
      const renewed = tokensOf(answer, tokens.generation + 1, now());
      const made = { ...session, until: Math.min(until, renewed.until ?? until), tokens: renewed.tokens };
      this.#remember(made);
      return made;
    } catch (error) {
      const isOver = error instanceof ProblemError && error.status === 401;
      if (isOver) this.giveUp(session);
      log.info({ login }, isOver ? 'the forge renews a session no more' : 'a session could not be renewed');
      throw error;
    }
  }

  #remember(session: ForgeSession): void {
    this.#newest.delete(session.id);
    this.#newest.set(session.id, session);
    const now = this.#options.now();
    // In the order of their renewals: the first one is the oldest.
    for (const [id, { until }] of this.#newest) {
      if (this.#newest.size <= mostRemembered && until > now) break;
      this.#newest.delete(id);
    }
  }
}

function keyOf({ id, tokens }: ForgeSession): string {
  return `${id} ${tokens.generation}`;
}
