import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';

/** Makes the secret that Gitea signs its events with, at the first start: a file that holds nothing else and that only its owner can read. */
export function keepWebhookSecret(file: string): void {
  if (existsSync(file)) return;
  writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
}
