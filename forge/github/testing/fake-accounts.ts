import { createPublicKey, generateKeyPairSync, randomBytes, verify, type KeyObject } from 'node:crypto';
import type { Actor } from './fake-state.ts';

/** A GitHub App, as its owner knows it. */
export interface FakeApp {
  readonly appId: number;
  /** PEM, as GitHub gives it (PKCS#1). */
  readonly privateKey: string;
  /** Of its bot. */
  readonly login: string;
}

/** Who may do what, and by which token. */
export class FakeAccounts {
  readonly #tokens = new Map<string, Actor>();
  readonly #apps = new Map<number, { readonly actor: Actor; readonly key: KeyObject }>();

  /** @returns a token */
  addUser(login: string, access: Actor['access']): string {
    return this.#token('ghp', { login, kind: 'user', access });
  }

  /** Makes an App that is installed on the repository. */
  addApp(slug: string, access: Actor['access']): FakeApp {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const appId = 1_000 + this.#apps.size;
    const login = `${slug}[bot]`;
    this.#apps.set(appId, { actor: { login, kind: 'app', access }, key: createPublicKey(privateKey) });
    return { appId, privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }) as string, login };
  }

  /** A token of the App's installation. */
  installationToken(actor: Actor): string {
    return this.#token('ghs', actor);
  }

  /** A token of a person, for an App that they have signed in at. */
  userToken(actor: Actor): string {
    return this.#token('ghu', actor);
  }

  /** Makes a token worthless. */
  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  /** Who sent a request; `undefined`: nobody that is known. `signed`: the App itself, by its key. */
  whoIs(authorization: string | undefined): { readonly actor: Actor; readonly signed: boolean } | undefined {
    const [, token = ''] = /^(?:token|bearer) (.+)$/i.exec(authorization ?? '') ?? [];
    const actor = this.#tokens.get(token);
    if (actor) return { actor, signed: false };
    const app = this.#signer(token);
    return app && { actor: app, signed: true };
  }

  /** Git sends a token as a password; an App's stands beside `x-access-token`. */
  isKnownToGit(authorization: string | undefined): boolean {
    const [, basic = ''] = /^basic (.+)$/i.exec(authorization ?? '') ?? [];
    const [user = '', token = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    const actor = this.#tokens.get(token);
    return actor !== undefined && (actor.kind !== 'app' || user === 'x-access-token');
  }

  #signer(jwt: string): Actor | undefined {
    const [head = '', payload = '', signature = ''] = jwt.split('.');
    if (signature === '') return undefined;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss: number | string; exp: number };
    const app = this.#apps.get(Number(claims.iss));
    const bytes = Buffer.from(`${head}.${payload}`);
    const isSigned = app && verify('sha256', bytes, app.key, Buffer.from(signature, 'base64url'));
    return isSigned && claims.exp * 1_000 > Date.now() ? app.actor : undefined;
  }

  #token(prefix: string, actor: Actor): string {
    const token = `${prefix}_${randomBytes(18).toString('hex')}`;
    this.#tokens.set(token, actor);
    return token;
  }
}
