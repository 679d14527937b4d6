import type { CredentialSource } from '../repository/credentials.ts';
import type { Authentication } from './authentication.ts';
import { CredentialsError } from './credentials-error.ts';
import type { Secrets } from './secrets.ts';

/** Signs with a token, which is asked for anew each time. */
export function tokenAuthentication(token: CredentialSource, secrets: Secrets): Authentication {
  return {
    async hook(request, route, parameters) {
      const credentials = await token();
      if (credentials === undefined) throw new CredentialsError('there is no token');
      secrets.add(credentials.password);
      const endpoint = request.endpoint.merge(route as string, parameters);
      endpoint.headers.authorization = `token ${credentials.password}`;
      return request({ ...endpoint, url: endpoint.url ?? '' });
    },
  };
}
