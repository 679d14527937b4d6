import { RequestError } from '@octokit/request-error';
import type { ForgeCredentials } from '../forge-credentials.ts';
import type { Credentials } from '../repository/credentials.ts';
import type { Authentication } from './authentication.ts';
import { CredentialsError } from './credentials-error.ts';
import type { Secrets } from './secrets.ts';

type TokenCredentials = Extract<ForgeCredentials, { kind: 'token' }>;
type Hook = Authentication['hook'];

/** Signs with a token, which is asked for anew each time; one that the forge refuses is replaced once, where it can be. */
export function tokenAuthentication({ token, renew }: TokenCredentials, secrets: Secrets): Authentication {
  const signed = (credentials: Credentials, [request, route, parameters]: Parameters<Hook>): ReturnType<Hook> => {
    secrets.add(credentials.password);
    const endpoint = request.endpoint.merge(route as string, parameters);
    endpoint.headers.authorization = `token ${credentials.password}`;
    return request({ ...endpoint, url: endpoint.url ?? '' });
  };
  return {
    async hook(...asked: Parameters<Hook>) {
      const credentials = await token();
      if (credentials === undefined) throw new CredentialsError('there is no token');
      try {
        return await signed(credentials, asked);
      } catch (error) {
        if (renew === undefined || !(error instanceof RequestError) || error.status !== 401) throw error;
        const renewed = await renew(credentials.password);
        if (renewed === undefined || renewed.password === credentials.password) throw error;
        return await signed(renewed, asked);
      }
    },
  };
}
