import { connectForge } from '../../../forge/connect-forge.ts';
import type { ForgeCredentials } from '../../../forge/forge-credentials.ts';
import type { Forge } from '../../../forge/forge.ts';
import { ProblemError } from '../http/problem-error.ts';
import { forgeProblem } from '../write/forge-problem.ts';
import { isForgeError } from '../../../forge/forge-error.ts';
import type { SignedIn } from './signed-in.ts';
import type { WriterOptions } from './sign-in.ts';

const signedOut =
  'The forge does not take the token of this session any more. Sign in again; what you had typed is still there.';

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
  async as<T>(session: SignedIn, work: (forge: Forge) => Promise<T>): Promise<T> {
    const { repository, ca } = this.#options;
    const forge = connectForge({ repository, ca, credentials: this.#credentialsOf(session) });
    try {
      return await work(forge);
    } catch (error) {
      if (session.kind === 'forge' && isForgeError(error, 'Unauthorized'))
        throw new ProblemError(401, signedOut, { cause: error });
      throw forgeProblem(error);
    } finally {
      await forge.close();
    }
  }

  /** Whom the credentials belong to. @throws ProblemError 403 when they may not even read the repository */
  async whoIs(session: SignedIn): Promise<string> {
    const { login, access } = await this.as(session, (forge) => forge.whoAmI(AbortSignal.timeout(30_000)));
    if (access !== 'none') return login;
    const { owner, name } = this.repository;
    throw new ProblemError(
      403,
      `${login} may not read ${owner}/${name}. Ask its owner for access, then sign in again.`,
    );
  }

  #credentialsOf(session: SignedIn): ForgeCredentials {
    if (session.kind === 'forge') return session.credentials;
    const { signIn } = this.#options;
    return { kind: 'token', token: async () => (signIn.kind === 'local' ? await signIn.token() : undefined) };
  }
}
