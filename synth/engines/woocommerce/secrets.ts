import { objectLabels } from '../../store-labels.ts';
import type { SecretKey, SecretRequest, SecretRotation } from '../../synthesis.ts';
import type { StoreContext } from '../engine.ts';
import { rotationJob } from './rotation.ts';
import { claims, secretNames } from './shop.ts';

/** 48 hex digits: nothing that a shell, a URL or WordPress' login (which cannot take quotes and backslashes) would trip over. */
const random: SecretKey = { generate: 'hex', bytes: 24 };

const saltNames = ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].flatMap((name) => [
  `WORDPRESS_${name}_KEY`,
  `WORDPRESS_${name}_SALT`,
]);

/**
 * The secrets of a store. The database keeps its passwords in its volume, and the shop's users are in there too: with the volume and without the
 * Secret it cannot be opened. Lost salts only end sessions and carts; so do
 * replaced ones.
 */
export function secretRequests(store: StoreContext): SecretRequest[] {
  const { database, application } = store.spec.rotate;
  const request = (
    name: string,
    keys: readonly string[],
    guards: readonly string[],
    rotation?: SecretRotation,
  ): SecretRequest => ({
    name,
    namespace: store.namespace,
    labels: objectLabels(store.name, store.spec.engine),
    keys: Object.fromEntries(keys.map((key) => [key, random])),
    guards,
    ...(rotation === undefined ? {} : { rotation }),
  });
  return [
    // The password of root stays: nobody but the database's own pod can log in with it.
    request(secretNames.database, ['root-password', 'password'], [claims.database], {
      keys: ['password'],
      job: rotationJob,
      ...(database === undefined ? {} : { value: database }),
    }),
    request(secretNames.salts, saltNames, [], {
      keys: saltNames,
      ...(application === undefined ? {} : { value: application }),
    }),
    request(secretNames.admin, ['password'], [claims.database]),
  ];
}
