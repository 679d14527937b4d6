import type { Clock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { readObject } from '../../cluster/read.ts';
import type { Credentials, CredentialSource } from '../../forge/repository/credentials.ts';
import { RepositoryError } from '../../forge/repository/repository-error.ts';
import { secretCredentials } from '../../forge/repository/secret-credentials.ts';

/** A Secret is read again after this long, ms; at once when the forge refuses what it said. */
const keepFor = 300_000;

function missing(secret: string): RepositoryError {
  return new RepositoryError('Unauthorized', {
    attempted: 'read credentials from',
    target: `Secret ${secret}`,
    reason: 'it does not exist',
    advice: 'Create it with the key token, or the keys username and password',
  });
}

/** Credentials of a fleet's repository, read from its Secret when they are needed. Never logged, never written anywhere. */
export class FleetCredentials {
  readonly #api: ApiConnection;
  readonly #clock: Clock;
  readonly #secret: { readonly name: string; readonly namespace: string };
  #known: { readonly credentials: Credentials; readonly until: number } | undefined;

  constructor(api: ApiConnection, clock: Clock, secret: { readonly name: string; readonly namespace: string }) {
    this.#api = api;
    this.#clock = clock;
    this.#secret = secret;
  }

  /** For the repository: asked before every fetch. Throws ApiError, or RepositoryError `Unauthorized` when the Secret lacks the keys. */
  readonly source: CredentialSource = async () => {
    if (this.#known !== undefined && this.#clock.now() < this.#known.until) return this.#known.credentials;
    const { name, namespace } = this.#secret;
    const id = `Secret/${namespace}/${name}`;
    const secret = await readObject<KubeObject & { data?: Record<string, string> }>(this.#api, id);
    if (secret === undefined) throw missing(`${namespace}/${name}`);
    const credentials = secretCredentials(secret.data, `${namespace}/${name}`);
    this.#known = { credentials, until: this.#clock.now() + keepFor };
    return credentials;
  };

  /** The forge refused them: they may have been rotated. */
  forget(): void {
    this.#known = undefined;
  }
}
