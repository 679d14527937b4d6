import { createHash, randomUUID } from 'node:crypto';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';

/** What was sealed, and which seal it was. */
export interface Opened {
  readonly value: unknown;
  /** Of this one seal, however often it is opened. */
  readonly id: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

const algorithm = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * Encrypts what browsers keep for us (JWE, RFC 7516, with AES-256-GCM): they can neither read nor change it, and not use what was sealed for one
 * purpose for another.
 */
export class Seal {
  readonly #keys: readonly Uint8Array[];
  readonly #now: () => number;

  /**
   * @param secrets of 32 bytes or more each; the first one seals, all of them open, so that a secret can be replaced
   * @param now ms since the epoch
   */
  constructor(secrets: readonly Uint8Array[], now: () => number) {
    if (secrets.length === 0 || secrets.some(({ length }) => length < 32))
      throw new Error('could not seal sessions: a secret has fewer than 32 bytes; make one with: openssl rand -hex 32');
    this.#keys = secrets.map((secret) => createHash('sha256').update('urumi ui seal\0').update(secret).digest());
    this.#now = now;
  }

  /** @param lifeMs how long it can be opened, ms; whole seconds count */
  async seal(purpose: string, value: unknown, lifeMs: number): Promise<string> {
    const now = this.#now();
    return await new EncryptJWT({ value })
      .setProtectedHeader(algorithm)
      .setAudience(purpose)
      .setJti(randomUUID())
      .setIssuedAt(new Date(now))
      .setExpirationTime(new Date(now + lifeMs))
      .encrypt(this.#keys[0] ?? new Uint8Array());
  }

  /** What was sealed; undefined when it was not sealed here, not for this purpose, or too long ago. */
  async open(purpose: string, text: string): Promise<Opened | undefined> {
    for (const key of this.#keys) {
      try {
        const { payload } = await jwtDecrypt(text, key, {
          audience: purpose,
          keyManagementAlgorithms: [algorithm.alg],
          contentEncryptionAlgorithms: [algorithm.enc],
          currentDate: new Date(this.#now()),
          requiredClaims: ['exp', 'jti', 'value'],
        });
        return { value: payload['value'], id: payload.jti ?? '', expiresAt: (payload.exp ?? 0) * 1_000 };
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
      }
    }
    return undefined;
  }
}
