import { type FleetSpec, fleetSpecSchema } from '../spec/fleet.ts';
import { type StoreSpec, storeFileSpecSchema } from '../spec/store.ts';

const source = { url: 'https://git.example.com/shops/stores.git' };

/** Fleets as the tests of the synthesiser know them: a machine of one's own, and a cluster with certificates and a storage class. */
export const fleets = {
  local: fleetSpecSchema.parse({ source, environment: { domain: 'shops.localhost' } }),
  production: fleetSpecSchema.parse({
    source,
    environment: {
      domain: 'shops.example.com',
      storageClassName: 'fast',
      tls: { mode: 'issuer', issuer: 'letsencrypt' },
      images: { registry: 'registry.example.com/urumi' },
      replicas: 2,
    },
  }),
} as const satisfies Record<string, FleetSpec>;

/** The spec of a store file, with defaults filled in. */
export function storeSpec(fields: Record<string, unknown> = {}): StoreSpec {
  return storeFileSpecSchema.parse({ engine: 'woocommerce', ...fields });
}
