import { systemClock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { FleetCredentials } from '../../controller/fleet/fleet-credentials.ts';
import type { ForgeCredentials } from '../../forge/forge-credentials.ts';
import type { FleetCredentialSource } from '../../webhook/github/pulls/fleet-mirrors.ts';

/**
 * What Git is asked with: the forge's token, which serves Git too; a GitHub App has none that lasts, so then what the fleet itself uses: the Secret that
 * its source names.
 */
export function gitCredentials(api: ApiConnection, forge: ForgeCredentials): FleetCredentialSource {
  if (forge.kind === 'token') return forge.token;
  const known = new Map<string, FleetCredentials>();
  return async ({ metadata, spec }) => {
    const { url, secretRef } = spec.source;
    if (secretRef === undefined) return undefined;
    const { namespace } = metadata;
    const key = `${namespace}/${secretRef.name} ${url}`;
    const credentials =
      known.get(key) ?? new FleetCredentials(api, systemClock, { name: secretRef.name, namespace, url });
    known.set(key, credentials);
    return await credentials.source();
  };
}
