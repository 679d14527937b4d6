import * as oauth from 'oauth4webapi';
import { fetch as undiciFetch } from 'undici';
import { z } from 'zod';
import { forgeAgent } from '../../../forge/api/forge-agent.ts';
import { defaultTimeouts } from '../../../forge/api/limits.ts';
import type { ForgeRepository } from '../../../forge/forge.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { TokenAnswer } from './forge-tokens.ts';
import type { OAuthSignIn } from './sign-in.ts';

export interface TokenEndpointOptions {
  readonly repository: ForgeRepository;
  readonly ca?: string | undefined;
  readonly signIn: OAuthSignIn;
}

const patienceMs = 15_000;

/**
 * What a forge says when a refresh token is not good any more: Gitea the first two (an expired or used one is `unauthorized_client` to it), GitHub the last,
 * with status 200 (https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens).
 */
const refusals = new Set(['invalid_grant', 'unauthorized_client', 'bad_refresh_token']);

const errorOf = z.union([
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ cause: z.object({ body: z.object({ error: z.string() }) }) }).transform(({ cause }) => cause.body.error),
]);

const githubSays = z.object({ refresh_token_expires_in: z.coerce.number().positive() });

/** Where the forge gives tokens: for a code, and for a refresh token. */
export class TokenEndpoint {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly #signIn: OAuthSignIn;
  readonly #agent: ReturnType<typeof forgeAgent>;

  constructor({ repository, signIn, ca }: TokenEndpointOptions) {
    this.#signIn = signIn;
    this.server = {
      issuer: repository.url,
      authorization_endpoint: `${repository.url}/login/oauth/authorize`,
      token_endpoint: `${repository.url}/login/oauth/access_token`,
    };
    this.client = { client_id: signIn.clientId };
    this.#agent = forgeAgent({ ...defaultTimeouts, totalMs: patienceMs }, ca);
  }

  /** @throws ProblemError 502 when the forge gives none */
  async exchange(answered: URLSearchParams, redirect: string, verifier: string): Promise<TokenAnswer> {
    const { server, client } = this;
    try {
      const by = await this.#authentication();
      const options = this.#options();
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        by,
        answered,
        redirect,
        verifier,
        options,
      );
      return answerOf(await oauth.processAuthorizationCodeResponse(server, client, answer));
    } catch (error) {
      const why =
        'The forge gave no token for this sign-in. Begin again at /sign-in; if it stays like this, look at the log.';
      throw new ProblemError(502, why, { cause: error });
    }
  }

  /**
   * Gives a refresh token away for another pair.
   *
   * @throws ProblemError 401 when the forge refuses it: the person has to sign in again; 502 when it was not possible now
   */
  async renew(refreshToken: string): Promise<TokenAnswer> {
    const { server, client } = this;
    try {
      const by = await this.#authentication();
      const answer = await oauth.refreshTokenGrantRequest(server, client, by, refreshToken, this.#options());
      return answerOf(await oauth.processRefreshTokenResponse(server, client, answer));
    } catch (error) {
      const said = errorOf.safeParse(error);
      if (said.success && refusals.has(said.data))
        throw new ProblemError(
          401,
          'The forge does not renew this session. Sign in again; what you had typed is still there.',
          { cause: error },
        );
      throw new ProblemError(
        502,
        'The forge did not renew this session just now. Nothing was changed; try again. If it stays like this, the log says why.',
        { cause: new Error(said.success ? said.data : String(error), { cause: error }) },
      );
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #authentication(): Promise<oauth.ClientAuth> {
    return oauth.ClientSecretPost((await this.#signIn.clientSecret()).trim());
  }

  #options() {
    return {
      [oauth.customFetch]: this.#fetch,
      // Gitea on one's own network may have no TLS: that is for whoever configures its address to decide.
      [oauth.allowInsecureRequests]: this.server.issuer.startsWith('http:'),
      signal: AbortSignal.timeout(patienceMs),
    };
  }

  readonly #fetch = async (url: string, init: RequestInit): Promise<Response> => {
    return undiciFetch(url, { ...(init as object), redirect: 'manual', dispatcher: this.#agent });
  };
}

function answerOf(answer: oauth.TokenEndpointResponse): TokenAnswer {
  const { access_token: token, expires_in: life, refresh_token: refreshToken } = answer;
  const refresh = githubSays.safeParse(answer);
  return {
    token,
    lifeMs: life === undefined ? undefined : life * 1_000,
    refreshToken,
    refreshLifeMs: refresh.success ? refresh.data.refresh_token_expires_in * 1_000 : undefined,
  };
}
