import type { Credentials } from './credentials.ts';
import { RepositoryError } from './repository-error.ts';
import { secretValue } from './secret-value.ts';

/**
 * Credentials from the data of a Kubernetes Secret (base64 values): keys `username` and `password`, or `token`.
 *
 * @param name the Secret's name, for the message
 * @throws RepositoryError `Unauthorized` when neither is there; it names keys, never values
 */
export function secretCredentials(data: Readonly<Record<string, string>> | undefined, name: string): Credentials {
  const username = secretValue(data, 'username');
  const password = secretValue(data, 'token') || secretValue(data, 'password');
  if (password === '') {
    throw new RepositoryError('Unauthorized', {
      attempted: 'read credentials from',
      target: `Secret ${name}`,
      reason: 'it has neither a token nor a password',
      advice: 'Give the Secret the key token, or the keys username and password',
    });
  }
  return username === '' ? { password } : { username, password };
}
