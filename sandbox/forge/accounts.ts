import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { SandboxError } from '../sandbox-error.ts';
import type { GiteaSecrets } from './app-ini.ts';
import { giteaApi } from './gitea-api.ts';
import { runGitea, type GiteaCommand } from './gitea-command.ts';

/** Owns the repositories of the sandbox and acts for Urumi. */
export const forgeUser = 'urumi';

const token = z.string().regex(/^[0-9a-f]{40}$/);
const accountSchema = z.object({ user: z.string(), password: z.string(), administratorToken: token });
const secretsSchema = z.object({
  secretKey: z.string(),
  internalToken: z.string(),
  jwtSecret: z.string(),
  lfsJwtSecret: z.string(),
}) satisfies z.ZodType<GiteaSecrets>;

/** Who runs the forge. For the web pages: user and password. */
export type ForgeAccount = z.infer<typeof accountSchema>;

/** What Urumi may do there: push, open pull requests, comment, set webhooks and statuses. */
const scopes = ['write:repository', 'write:issue', 'read:user', 'read:organization'];

/** Gitea's own secrets, made at the first start. */
export function keptSecrets(file: string): GiteaSecrets {
  if (existsSync(file)) return readKept(file, secretsSchema);
  const secret = () => randomBytes(32).toString('base64url');
  const secrets = { secretKey: secret(), internalToken: secret(), jwtSecret: secret(), lfsJwtSecret: secret() };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

/** The administrator's account, made at the first start with a password that nobody has typed. */
export async function keptAccount(command: GiteaCommand, file: string): Promise<ForgeAccount> {
  if (existsSync(file)) return readKept(file, accountSchema);
  // Gitea makes the password and the token, so that neither is ever an argument.
  const output = await runGitea(command, [
    'admin',
    'user',
    'create',
    `--username=${forgeUser}`,
    `--email=${forgeUser}@localhost.localdomain`,
    '--admin',
    '--random-password',
    '--random-password-length=24',
    '--must-change-password=false',
    '--access-token',
    '--access-token-name=sandbox',
    '--access-token-scopes=all',
  ]);
  const password = /random password is '([^']+)'/.exec(output)?.[1];
  const administratorToken = /\b[0-9a-f]{40}\b/.exec(output)?.[0];
  const account = accountSchema.safeParse({ user: forgeUser, password, administratorToken });
  if (!account.success) {
    throw new SandboxError(
      'component-failed',
      'Gitea made a user but did not print password and token as it should.',
      '',
    );
  }
  writeFileSync(file, JSON.stringify(account.data), { mode: 0o600 });
  return account.data;
}

/** The token that Urumi works with; a file that holds nothing else. Made when the file is missing. */
export async function keptToken(url: string, account: ForgeAccount, file: string): Promise<string> {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  // Tokens are made with user and password only.
  const basic = Buffer.from(`${account.user}:${account.password}`).toString('base64');
  const api = giteaApi(url, `Basic ${basic}`);
  const body = { name: `urumi-${randomBytes(4).toString('hex')}`, scopes };
  const { sha1 } = await api.request<{ sha1: string }>('POST', `/users/${account.user}/tokens`, body);
  writeFileSync(file, `${token.parse(sha1)}\n`, { mode: 0o600 });
  return sha1;
}

function readKept<T>(file: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new SandboxError('bad-data', `${file} is damaged.`, 'Start anew with --reset.', { cause: error });
  }
}
