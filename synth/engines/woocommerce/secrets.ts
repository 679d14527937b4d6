import { objectLabels } from '../../store-labels.ts';
import type { SecretKey, SecretRequest } from '../../synthesis.ts';
import type { StoreContext } from '../engine.ts';
import { claims, secretNames } from './shop.ts';

/** 48 hex digits: nothing that a shell, a URL or WordPress' login (which cannot take quotes and backslashes) would trip over. */
const random: SecretKey = { generate: 'hex', bytes: 24 };

const saltNames = ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].flatMap((name) => [
  `WORDPRESS_${name}_KEY`,
  `WORDPRESS_${name}_SALT`,
]);

/**
 * The secrets of a store. The database keeps its passwords in its volume, and the shop's users are in there too: with the volume and without the
 * Secret it cannot be opened. Lost salts only end sessions and carts.
 */
export function secretRequests(store: StoreContext): SecretRequest[] {
  const request = (name: string, keys: readonly string[], guards: readonly string[]): SecretRequest => ({
    name,
    namespace: store.namespace,
    labels: objectLabels(store.name, store.spec.engine),
    keys: Object.fromEntries(keys.map((key) => [key, random])),
    guards,
  });
  return [
    request(secretNames.database, ['root-password', 'password'], [claims.database]),
    request(secretNames.salts, saltNames, []),
    request(secretNames.admin, ['password'], [claims.database]),
  ];
}
