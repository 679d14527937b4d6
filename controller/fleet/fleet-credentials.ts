import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { readObject } from '../../cluster/read.ts';
import { appSecret, type AppSecret } from '../../forge/repository/app-secret.ts';
import type { CredentialSource } from '../../forge/repository/credentials.ts';
import { RepositoryError } from '../../forge/repository/repository-error.ts';
import { secretCredentials } from '../../forge/repository/secret-credentials.ts';

/** A Secret is read again after this long, ms; at once when the forge refuses what it said. */
const keepFor = 300_000;

function missing(secret: string): RepositoryError {
  return new RepositoryError('Unauthorized', {
    attempted: 'read credentials from',
    target: `Secret ${secret}`,
    reason: 'it does not exist',
    advice: 'Create it with the key token, the keys username and password, or those of a GitHub App',
  });
}

/** Where a fleet's credentials are, and what they are for. */
export interface CredentialsPlace {
  readonly name: string;
  readonly namespace: string;
  /** Of the repository. */
  readonly url: string;
}

/** Credentials of a fleet's repository, read from its Secret when they are needed. Never logged, never written anywhere. */
export class FleetCredentials {
  readonly #api: ApiConnection;
  readonly #clock: Clock;
  readonly #place: CredentialsPlace;
  #known: { readonly source: CredentialSource; readonly until: number } | undefined;
  #app: { readonly secret: AppSecret; readonly source: CredentialSource } | undefined;

  constructor(api: ApiConnection, clock: Clock, place: CredentialsPlace) {
    this.#api = api;
    this.#clock = clock;
    this.#place = place;
  }

  /** For the repository: asked before every fetch. Throws ApiError, or RepositoryError: `Unauthorized` when the Secret lacks the keys. */
  readonly source: CredentialSource = async () => {
    if (this.#known === undefined || this.#clock.now() >= this.#known.until)
      this.#known = { source: await this.#read(), until: this.#clock.now() + keepFor };
    return await this.#known.source();
  };

  /** The forge refused them: they may have been rotated. */
  forget(): void {
    this.#known = undefined;
    this.#app = undefined;
  }

  async #read(): Promise<CredentialSource> {
    const { name, namespace } = this.#place;
    const id = `Secret/${namespace}/${name}`;
    const secret = await readObject<KubeObject & { data?: Record<string, string> }>(this.#api, id);
    if (secret === undefined) throw missing(`${namespace}/${name}`);
    const app = appSecret(secret.data, `${namespace}/${name}`);
    if (app !== undefined) return await this.#sourceOf(app);
    const credentials = secretCredentials(secret.data, `${namespace}/${name}`);
    return async () => credentials;
  }

  /** The same App keeps its token. */
  async #sourceOf(app: AppSecret): Promise<CredentialSource> {
    if (this.#app !== undefined && isDeepStrictEqual(this.#app.secret, app)) return this.#app.source;
    // Octokit is a megabyte of code that most controllers never need.
    const { appGitCredentials } = await import('../../forge/github/app-git-credentials.ts');
    this.#app = { secret: app, source: appGitCredentials(app, this.#place.url) };
    return this.#app.source;
  }
}
