import * as z from 'zod';
import { isPrivateKey } from '../private-key.ts';
import { RepositoryError } from './repository-error.ts';
import { secretValue } from './secret-value.ts';

/** A GitHub App, as a Secret tells it. */
export interface AppSecret {
  readonly appId: number;
  /** Default: the one on the repository. */
  readonly installationId?: number | undefined;
  /** PEM, as GitHub gives it. */
  readonly privateKey: string;
}

const id = z.coerce.number().int().positive();

const schema = z.object({
  githubAppID: id,
  githubAppInstallationID: id.optional(),
  githubAppPrivateKey: z.string().max(65_536).refine(isPrivateKey),
});

/**
 * The GitHub App that a Kubernetes Secret holds (base64 values), under the keys that Flux uses too (https://fluxcd.io/flux/components/source/gitrepositories/#github):
 * `githubAppID`, `githubAppPrivateKey` and, not needed, `githubAppInstallationID`.
 *
 * @param name the Secret's name, for the message
 * @returns undefined when it holds none
 * @throws RepositoryError `Unauthorized` when one of them is missing or cannot be; it names keys, never values
 */
export function appSecret(data: Readonly<Record<string, string>> | undefined, name: string): AppSecret | undefined {
  const keys = Object.keys(schema.shape).filter((key) => data?.[key] !== undefined);
  if (keys.length === 0) return undefined;
  const values = keys.map((key) => [key, secretValue(data, key)]);
  const parsed = schema.safeParse(Object.fromEntries(values));
  if (!parsed.success) {
    const wrong = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))];
    throw new RepositoryError('Unauthorized', {
      attempted: 'read the GitHub App of',
      target: `Secret ${name}`,
      reason: `${wrong.join(' and ')} ${wrong.length > 1 ? 'are' : 'is'} missing or not valid`,
      advice: 'Give it the App’s id as githubAppID, and the PEM that GitHub gave for it as githubAppPrivateKey',
    });
  }
  const { githubAppID: appId, githubAppInstallationID: installationId, githubAppPrivateKey } = parsed.data;
  return { appId, installationId, privateKey: githubAppPrivateKey };
}
