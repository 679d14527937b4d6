import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { ForgeOptions } from './connect-forge.ts';
import { ForgeError } from './forge-error.ts';
import type { ForgeCredentials } from './forge-credentials.ts';
import { tokenFile } from './repository/token-file.ts';

const app = z.strictObject({
  id: z.int().positive(),
  /** Default: the one on the repository. */
  installationId: z.int().positive().optional(),
  /** PEM, as GitHub gives it. */
  privateKeyFile: z.string().min(1),
});

/** How a person or `DATA/connection.json` says where pull requests live. Exactly one of tokenFile, tokenVariable and app. */
export const forgeConfigSchema = z
  .strictObject({
    kind: z.enum(['github', 'gitea']),
    /** Of the web pages. Default for GitHub: github.com. */
    url: z.string().max(2_048).optional(),
    owner: z.string(),
    repo: z.string(),
    /** A file that holds a token and nothing else. */
    tokenFile: z.string().min(1).optional(),
    /** The name of an environment variable that holds a token. */
    tokenVariable: z.string().min(1).optional(),
    /** A GitHub App. */
    app: app.optional(),
    /** A file with the PEM of the authority that signed the forge's certificate. */
    caFile: z.string().min(1).optional(),
  })
  .refine(({ kind, url }) => kind === 'github' || url !== undefined, { error: 'is needed for Gitea', path: ['url'] })
  .refine(({ kind, app }) => kind === 'github' || app === undefined, { error: 'exists on GitHub only', path: ['app'] })
  .refine(
    ({ tokenFile, tokenVariable, app }) =>
      [tokenFile, tokenVariable, app].filter((one) => one !== undefined).length === 1,
    { error: 'give exactly one of tokenFile, tokenVariable and app' },
  );

/**
 * Options for `connectForge` from a configuration. Tokens and keys are read when they are needed, and anew each time.
 *
 * @param environment where `tokenVariable` is looked up
 * @throws ForgeError `Misconfigured`; it names fields, never values
 */
export async function readForgeConfig(
  input: unknown,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ForgeOptions> {
  const parsed = forgeConfigSchema.safeParse(input);
  if (!parsed.success) throw misconfigured(faults(parsed.error));
  const { kind, url = 'https://github.com', owner, repo, caFile } = parsed.data;
  return {
    repository: { kind, url: url.replace(/\/+$/, ''), owner, name: repo },
    credentials: credentialsOf(parsed.data, environment),
    ca:
      caFile === undefined
        ? undefined
        : await readSmall(caFile).catch((error: Error) => {
            throw misconfigured(`caFile cannot be read: ${error.message}`);
          }),
  };
}

function credentialsOf(
  config: z.output<typeof forgeConfigSchema>,
  environment: Readonly<Record<string, string | undefined>>,
): ForgeCredentials {
  const { app, tokenVariable } = config;
  if (app !== undefined) {
    const { id: appId, installationId, privateKeyFile } = app;
    return { kind: 'app', appId, installationId, privateKey: () => readSmall(privateKeyFile) };
  }
  if (tokenVariable !== undefined) {
    return {
      kind: 'token',
      token: async () => {
        const password = environment[tokenVariable]?.trim();
        return password ? { password } : undefined;
      },
    };
  }
  return { kind: 'token', token: tokenFile(config.tokenFile ?? '') };
}

/** Reads a file that is as small as keys and certificates are. */
async function readSmall(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > 1024 * 1024) throw new Error(`${path} has ${size} bytes`);
  return readFile(path, 'utf8');
}

function faults({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ');
}

function misconfigured(reason: string): ForgeError {
  return new ForgeError('Misconfigured', { attempted: 'read', target: "the forge's configuration", reason });
}
