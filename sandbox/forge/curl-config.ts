import { writeFileSync } from 'node:fs';

/**
 * Writes a configuration for `curl --config`, so that a person can use Gitea's API without the token ever being an argument. Only its owner
 * can read it.
 *
 * @param token hexadecimal
 */
export function writeCurlConfig(file: string, token: string): void {
  const headers = [`Authorization: token ${token}`, 'Content-Type: application/json'];
  const lines = ['silent', 'show-error', ...headers.map((header) => `header = "${header}"`)];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
}
