import { RequestError } from '@octokit/request-error';
import type { Authentication } from '../api/authentication.ts';
import { CredentialsError } from '../api/credentials-error.ts';
import { appAuth } from './app-auth.ts';

/** An App that signs for itself, and a repository that it may be installed on. */
interface Where {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly at: { readonly owner: string; readonly repo: string };
}

/**
 * The id of the App's installation on a repository.
 *
 * @throws CredentialsError when it is not installed there; RequestError
 */
export async function findInstallation(
  request: Parameters<Authentication['hook']>[0],
  { appId, privateKey, at }: Where,
): Promise<number> {
  const authentication = appAuth({ appId, privateKey });
  try {
    const { data } = await authentication.hook(request, 'GET /repos/{owner}/{repo}/installation', at);
    return (data as { id: number }).id;
  } catch (error) {
    if (!(error instanceof RequestError) || error.status !== 404) throw error;
    throw new CredentialsError(`App ${appId} is not installed on ${at.owner}/${at.repo}`);
  }
}
