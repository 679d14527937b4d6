import { generatedSecret, randomValue, rotationOf } from '../../generated-secret.ts';
import { rotationJob } from '../../rotation-job.ts';
import type { SecretRequest } from '../../synthesis.ts';
import type { StoreContext } from '../engine.ts';
import { claims, secretNames } from './shop.ts';

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
  return [
    generatedSecret(store, secretNames.database, {
      keys: { 'root-password': randomValue, password: randomValue },
      guards: [claims.database],
      // The password of root stays: nobody but the database's own pod can log in with it.
      rotation: rotationOf(database, { keys: ['password'], job: rotationJob }),
    }),
    generatedSecret(store, secretNames.salts, {
      keys: Object.fromEntries(saltNames.map((name) => [name, randomValue])),
      rotation: rotationOf(application, { keys: saltNames }),
    }),
    generatedSecret(store, secretNames.admin, { keys: { password: randomValue }, guards: [claims.database] }),
  ];
}
