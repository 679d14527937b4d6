import type { Context } from 'koa';
import { ProblemError } from '../http/problem-error.ts';
import type { Operation } from '../http/operation.ts';
import type { People } from './people.ts';
import type { Sessions } from './sessions.ts';

/** Whether somebody may still read the repository is asked this often, ms; while the forge is away, this often. */
const askEvery = 600_000;
const askAwayEvery = 60_000;
/** People whose answer is remembered; who was asked about longest ago is forgotten first. */
const mostRemembered = 5_000;

export interface MembersOptions {
  readonly sessions: Pick<Sessions, 'required'>;
  readonly people: Pick<People, 'whoIs'>;
  /** ms since the epoch. */
  readonly now: () => number;
}

/**
 * Lets those in who may read the stores repository, and nobody else. They showed that they may when they signed in; it is asked again from time to time. A forge that is away turns nobody
 * out: what was true a moment ago is the best that is known.
 */
export class Members {
  readonly #options: MembersOptions;
  /** When to ask again, by login. */
  readonly #askAt = new Map<string, number>();

  constructor(options: MembersOptions) {
    this.#options = options;
  }

  /** The operations, for members only, but for those that are open to all. */
  guard(operations: readonly Operation[]): Operation[] {
    return operations.map((operation) => {
      if (operation.isOpen === true) return operation;
      const { refusals, handle, needs = 'session' } = operation;
      return {
        ...operation,
        needs,
        refusals: { 403: 'Whoever is signed in may not read the stores repository.', ...refusals },
        handle: async (call) => {
          await this.#admit(call.context);
          return await handle(call);
        },
      };
    });
  }

  /** @throws ProblemError 401 when nobody is signed in, 403 when they may not read the repository any more */
  async #admit(context: Context): Promise<void> {
    const { sessions, people, now } = this.#options;
    const session = await sessions.required(context);
    const { login } = session;
    if (session.kind === 'local' || now() < (this.#askAt.get(login) ?? 0)) return;
    try {
      await people.whoIs(session);
      this.#remember(login, now() + askEvery);
    } catch (error) {
      if (!(error instanceof ProblemError) || [401, 403, 404].includes(error.status)) {
        this.#askAt.delete(login);
        throw error;
      }
      this.#remember(login, now() + askAwayEvery);
    }
  }

  #remember(login: string, askAt: number): void {
    this.#askAt.delete(login);
    this.#askAt.set(login, askAt);
    if (this.#askAt.size > mostRemembered) this.#askAt.delete(this.#askAt.keys().next().value ?? '');
  }
}
