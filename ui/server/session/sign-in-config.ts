import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { WriterOptions } from './sign-in.ts';

const file = z.string().min(1).max(4_096);
const origin = z
  .url({ protocol: /^https?$/ })
  .max(2_048)
  .refine(
    (url) => new URL(url).pathname === '/' && new URL(url).username === '',
    'must be an address without path and user',
  )
  .transform((url) => new URL(url).origin);

/** How an operator says who may write, and where to. */
const signInConfigSchema = z
  .strictObject({
    kind: z.enum(['github', 'gitea']),
    /** Of the forge's web pages. Default for GitHub: github.com. */
    url: z.string().max(2_048).optional(),
    owner: z.string(),
    repo: z.string(),
    /** Where browsers reach the web UI: `https://urumi.example.com`. */
    publicUrl: origin,
    clientId: z.string().min(1).max(200),
    /** A file that holds the application's secret and nothing else. */
    clientSecretFile: file,
    /** Files with 32 random bytes or more each: the first one seals sessions, all open them. Default: a key that lasts until the restart. */
    sessionKeyFiles: z.array(file).min(1).max(4).optional(),
    scope: z.string().max(500).optional(),
    /** `members`: only who may read the repository sees anything. */
    readers: z.enum(['anyone', 'members']).default('anyone'),
    /** A file with the PEM of the authority that signed the forge's certificate. */
    caFile: file.optional(),
  })
  .refine(({ kind, url }) => kind === 'github' || url !== undefined, { error: 'is needed for Gitea', path: ['url'] });

/** What of a forge a person's token has to allow. Gitea's words; a GitHub App has its permissions on its own page. */
const giteaScope = 'read:user write:repository';

/**
 * Options of the UI from a configuration. The application's secret is read at each sign-in.
 *
 * @throws Error that names fields and files, never values
 */
export async function readSignInConfig(input: unknown): Promise<WriterOptions> {
  const parsed = signInConfigSchema.safeParse(input);
  if (!parsed.success) throw new Error(`the sign-in configuration does not fit: ${faults(parsed.error)}`);
  const { kind, url = 'https://github.com', owner, repo, caFile, sessionKeyFiles, ...rest } = parsed.data;
  const { publicUrl, clientId, clientSecretFile, readers, scope = kind === 'gitea' ? giteaScope : '' } = rest;
  return {
    repository: { kind, url: url.replace(/\/+$/, ''), owner, name: repo },
    ca: caFile === undefined ? undefined : (await readSmall(caFile)).toString('utf8'),
    signIn: {
      kind: 'oauth',
      clientId,
      clientSecret: async () => (await readSmall(clientSecretFile)).toString('utf8'),
      publicUrl,
      scope,
    },
    readers,
    secrets: sessionKeyFiles === undefined ? [randomBytes(32)] : await Promise.all(sessionKeyFiles.map(readSmall)),
  };
}

/** Reads a file that is as small as keys and certificates are. */
async function readSmall(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > 1024 * 1024)
    throw new Error(`could not read ${path}: it has ${size} bytes, and a key or certificate fewer`);
  return readFile(path);
}

function faults({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ');
}
