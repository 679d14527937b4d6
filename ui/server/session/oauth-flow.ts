import type { Context } from 'koa';
import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import { ProblemError } from '../http/problem-error.ts';
import { setCookie } from './cookies.ts';
import type { TokenAnswer } from './forge-tokens.ts';
import type { Seal } from './seal.ts';
import type { OAuthSignIn } from './sign-in.ts';
import { Spent } from './spent.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

export interface OAuthFlowOptions {
  readonly endpoint: TokenEndpoint;
  readonly signIn: OAuthSignIn;
  readonly seal: Seal;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** What came of a sign-in. */
export interface Grant {
  readonly grant: TokenAnswer;
  /** The page of ours that the person came from. */
  readonly page: string;
}

/** Somebody who signs in reads two pages of the forge; ms. */
const patienceMs = 10 * 60_000;
const purpose = 'sign-in';
const flowSchema = z.strictObject({ state: z.string(), verifier: z.string(), page: z.string() });
/** A page of the app. `//` would be another host. */
const page = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x7e]*$/);

const refusedState =
  'The sign-in was not begun in this browser, was finished before, or took more than ten minutes. Begin again at /sign-in.';

/**
 * Sign-in at the forge: the authorization code flow with PKCE (RFC 6749, 7636), which Gitea and GitHub both know. The state is bound to the browser by an
 * encrypted cookie, and good for one answer.
 */
export class OAuthFlow {
  readonly #options: OAuthFlowOptions;
  readonly #redirect: string;
  readonly #spent: Spent;

  constructor(options: OAuthFlowOptions) {
    this.#options = options;
    this.#redirect = `${options.signIn.publicUrl}/sign-in/callback`;
    this.#spent = new Spent(options.now);
  }

  /** Sends the browser to the forge. */
  async begin(context: Context): Promise<void> {
    const { signIn, seal, endpoint } = this.#options;
    const from = page.safeParse(context.query['page']);
    const state = oauth.generateRandomState();
    const verifier = oauth.generateRandomCodeVerifier();
    const flow = { state, verifier, page: from.success ? from.data : '/' };
    this.#cookie(context, await seal.seal(purpose, flow, patienceMs), patienceMs);
    const url = new URL(endpoint.server.authorization_endpoint ?? '');
    const query = {
      client_id: signIn.clientId,
      redirect_uri: this.#redirect,
      response_type: 'code',
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(signIn.scope !== '' && { scope: signIn.scope }),
    };
    url.search = new URLSearchParams(query).toString();
    context.set('Cache-Control', 'no-store');
    context.redirect(url.href);
  }

  /**
   * Takes the forge's answer.
   *
   * @throws ProblemError 403 when the state is not this browser's or was used, or the person refused; 502 when the forge gives no token
   */
  async finish(context: Context): Promise<Grant> {
    const opened = await this.#options.seal.open(purpose, context.cookies.get(this.#name) ?? '');
    const flow = flowSchema.safeParse(opened?.value);
    if (opened === undefined || !flow.success) throw new ProblemError(403, refusedState);
    const { state, verifier, page: from } = flow.data;
    const answered = this.#answerOf(context, state);
    if (!this.#spent.spend(opened.id, opened.expiresAt)) throw new ProblemError(403, refusedState);
    this.#cookie(context, '', 0);
    return { grant: await this.#options.endpoint.exchange(answered, this.#redirect, verifier), page: from };
  }

  get #name(): string {
    return this.#secure ? '__Secure-urumi-sign-in' : 'urumi-sign-in';
  }

  get #secure(): boolean {
    return this.#redirect.startsWith('https:');
  }

  #cookie(context: Context, value: string, lifeMs: number): void {
    setCookie(context, this.#name, value, { lifeMs, secure: this.#secure, path: '/sign-in' });
  }

  #answerOf(context: Context, state: string): URLSearchParams {
    const { server, client } = this.#options.endpoint;
    try {
      return oauth.validateAuthResponse(server, client, new URLSearchParams(context.querystring), state);
    } catch (error) {
      const refused = error instanceof oauth.AuthorizationResponseError && error.error === 'access_denied';
      throw new ProblemError(
        403,
        refused ? 'The forge was told not to sign you in. Nothing was changed.' : refusedState,
        {
          cause: error,
        },
      );
    }
  }
}
