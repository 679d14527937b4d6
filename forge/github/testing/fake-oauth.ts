import { randomBytes } from 'node:crypto';
import type { FakeAccounts } from './fake-accounts.ts';
import type { FakeAnswer } from './fake-answer.ts';
import type { Actor } from './fake-state.ts';

interface Granted {
  readonly actor: Actor;
  readonly token: string;
}

/** What a request of the token endpoint had, and what was answered. */
export interface FakeTokenRequest {
  readonly grant: string;
  /** Empty: a pair of tokens. */
  readonly error: string;
}

/**
 * GitHub's token endpoint for user access tokens of an App, which its OpenAPI document leaves out: as in
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens. A refresh token works
 * once; with it goes the access token beside it. What is refused is answered with status 200.
 */
export class FakeOauth {
  /** s; undefined: tokens do not end, and none comes with another to renew it. */
  lifeSeconds: number | undefined = 28_800;
  /** In the place of the next answers. */
  fault: FakeAnswer | undefined;
  readonly requests: FakeTokenRequest[] = [];
  readonly #accounts: FakeAccounts;
  readonly #codes = new Map<string, Actor>();
  readonly #refresh = new Map<string, Granted>();

  constructor(accounts: FakeAccounts) {
    this.#accounts = accounts;
  }

  /** @returns a code, as GitHub gives it to somebody who says yes */
  code(actor: Actor): string {
    const code = randomBytes(10).toString('hex');
    this.#codes.set(code, actor);
    return code;
  }

  /** The person takes the App's rights back: no token of theirs works any more. */
  revokeAll(): void {
    for (const { token } of this.#refresh.values()) this.#accounts.revoke(token);
    this.#refresh.clear();
  }

  /** Ends the access tokens before their time. */
  endTokens(): void {
    for (const { token } of this.#refresh.values()) this.#accounts.revoke(token);
  }

  answer(form: URLSearchParams): FakeAnswer {
    const grant = form.get('grant_type') ?? '';
    const answer = this.fault ?? this.#answer(grant, form);
    const { error = '' } = (answer.body ?? {}) as { error?: string };
    this.requests.push({ grant, error: answer.status === 200 ? error : `HTTP ${answer.status}` });
    return answer;
  }

  #answer(grant: string, form: URLSearchParams): FakeAnswer {
    if (form.get('client_secret') !== 'the-secret-of-the-app') return refusal('incorrect_client_credentials');
    if (grant === 'refresh_token') {
      const given = form.get('refresh_token') ?? '';
      const granted = this.#refresh.get(given);
      if (granted === undefined) return refusal('bad_refresh_token');
      this.#refresh.delete(given);
      this.#accounts.revoke(granted.token);
      return this.#give(granted.actor);
    }
    const code = form.get('code') ?? '';
    const actor = this.#codes.get(code);
    if (actor === undefined) return refusal('bad_verification_code');
    this.#codes.delete(code);
    return this.#give(actor);
  }

  #give(actor: Actor): FakeAnswer {
    const token = this.#accounts.userToken(actor);
    const common = { access_token: token, scope: '', token_type: 'bearer' };
    if (this.lifeSeconds === undefined) return { status: 200, body: common };
    const refresh_token = `ghr_${randomBytes(38).toString('hex')}`;
    this.#refresh.set(refresh_token, { actor, token });
    const lives = { expires_in: this.lifeSeconds, refresh_token_expires_in: 15_897_600 };
    return { status: 200, body: { ...common, ...lives, refresh_token } };
  }
}

function refusal(error: string): FakeAnswer {
  return {
    status: 200,
    body: { error, error_description: 'as GitHub words it', error_uri: 'https://docs.github.com' },
  };
}
