import { ForgeApi } from '../api/forge-api.ts';
import { forgeAgent } from '../api/forge-agent.ts';
import { defaultTimeouts, type ForgeTimeouts } from '../api/limits.ts';
import { pacedOctokit } from '../api/octokit.ts';
import { Secrets } from '../api/secrets.ts';
import { apiUrl } from '../api-url.ts';
import { ForgeError, type ForgeErrorCode } from '../forge-error.ts';
import { forgeRepositoryOf } from '../forge-repository-of.ts';
import type { AppSecret } from '../repository/app-secret.ts';
import type { CredentialSource } from '../repository/credentials.ts';
import { RepositoryError, type RepositoryErrorCode } from '../repository/repository-error.ts';
import { appAuth } from './app-auth.ts';
import { findInstallation } from './find-installation.ts';

/** What passes by itself is tried again, and says so; everything else is the App's. */
const codes: Partial<Record<ForgeErrorCode, RepositoryErrorCode>> = {
  Unreachable: 'Unreachable',
  RateLimited: 'Unreachable',
  Timeout: 'Timeout',
  ServerError: 'ServerError',
  BadAnswer: 'Damaged',
  Cancelled: 'Cancelled',
};

/**
 * What a GitHub App reads a repository with by Git: a token of its installation, for this repository and for reading its contents only. It is valid for an hour, kept
 * that long, and sent as the password of `x-access-token` (https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation).
 *
 * The source throws RepositoryError.
 *
 * @param gitUrl what `git clone` takes; the API is looked for on the same server
 * @throws ForgeError `Misconfigured` when the URL names no repository
 */
export function appGitCredentials(
  app: AppSecret,
  gitUrl: string,
  timeouts: ForgeTimeouts = defaultTimeouts,
): CredentialSource {
  const { appId, privateKey } = app;
  const repository = forgeRepositoryOf(gitUrl, 'github');
  const baseUrl = apiUrl(repository);
  const secrets = new Secrets();
  secrets.add(privateKey);
  const octokit = pacedOctokit({
    baseUrl,
    id: `${baseUrl} app ${appId} git`,
    pace: 'github',
    agent: forgeAgent(timeouts, undefined),
    timeouts,
    authStrategy: () => ({ hook: (request: CallableFunction, ...rest: unknown[]): unknown => request(...rest) }),
  });
  const api = new ForgeApi({ repository, octokit, secrets, totalMs: timeouts.totalMs });
  // Keeps its tokens until shortly before they end.
  const authentication = appAuth({ appId, privateKey, request: octokit.request });
  let { installationId } = app;

  return async () => {
    const signal = AbortSignal.timeout(timeouts.totalMs);
    try {
      return await api.call({ attempted: 'get a token of the App for', signal }, async ({ at }) => {
        installationId ??= await findInstallation(octokit.request, { appId, privateKey, at });
        const { token } = await authentication({
          type: 'installation',
          installationId,
          repositoryNames: [at.repo],
          permissions: { contents: 'read' },
        });
        return { password: token };
      });
    } catch (error) {
      throw error instanceof ForgeError ? unreadable(error) : error;
    }
  };
}

function unreadable(error: ForgeError): RepositoryError {
  const { attempted, target, reason } = error;
  const code = codes[error.code] ?? 'Unauthorized';
  const advice =
    'Check the App’s id and private key in the Secret, and that the App is installed on the repository with the permission Contents: read';
  return new RepositoryError(code, { attempted, target, reason, ...(code === 'Unauthorized' && { advice }) });
}
