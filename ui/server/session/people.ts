import { connectForge } from '../../../forge/connect-forge.ts';
import type { Forge } from '../../../forge/forge.ts';
import { ProblemError } from '../http/problem-error.ts';
import { forgeProblem } from '../write/forge-problem.ts';
import type { Session } from './session.ts';
import type { WriterOptions } from './sign-in.ts';

/** The forge as each person sees it: with their own token, so that its rights are theirs. */
export class People {
  readonly #options: WriterOptions;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  get repository(): WriterOptions['repository'] {
    return this.#options.repository;
  }

  /**
   * Does something at the forge in somebody's name. Its connections are closed afterwards: no token outlives its request.
   *
   * @throws ProblemError for what the forge refuses, in words for the person
   */
  async as<T>(session: Session, work: (forge: Forge) => Promise<T>): Promise<T> {
    const { repository, ca } = this.#options;
    const forge = connectForge({ repository, ca, credentials: { kind: 'token', token: () => this.#tokenOf(session) } });
    try {
      return await work(forge);
    } catch (error) {
      throw forgeProblem(error);
    } finally {
      await forge.close();
    }
  }

  /** Who a token belongs to. @throws ProblemError 403 when they may not even read the repository */
  async whoIs(token: string): Promise<string> {
    const { login, access } = await this.as({ kind: 'forge', login: '?', token }, (forge) =>
      forge.whoAmI(AbortSignal.timeout(30_000)),
    );
    if (access !== 'none') return login;
    const { owner, name } = this.repository;
    throw new ProblemError(
      403,
      `${login} may not read ${owner}/${name}. Ask its owner for access, then sign in again.`,
    );
  }

  async #tokenOf(session: Session): Promise<{ readonly password: string } | undefined> {
    if (session.kind === 'forge') return { password: session.token };
    const { signIn } = this.#options;
    return signIn.kind === 'local' ? await signIn.token() : undefined;
  }
}
