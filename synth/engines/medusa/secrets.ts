import { generatedSecret, randomValue, rotationOf } from '../../generated-secret.ts';
import { rotationJob } from '../../rotation-job.ts';
import type { SecretRequest } from '../../synthesis.ts';
import type { StoreContext } from '../engine.ts';
import { claims, secretNames } from './shop.ts';

const signing = { JWT_SECRET: randomValue, COOKIE_SECRET: randomValue } as const;

/**
 * The secrets of a store. The database keeps its password, the administrator's and the publishable key, so with the volume and without these Secrets the shop
 * cannot be opened. Redis reads its password anew at every start, and what signs sessions may be replaced at any time: everybody logs in again.
 */
export function secretRequests(store: StoreContext): SecretRequest[] {
  const { database, application } = store.spec.rotate;
  const guards = [claims.database];
  return [
    generatedSecret(store, secretNames.database, {
      keys: { password: randomValue },
      guards,
      rotation: rotationOf(database, { keys: ['password'], job: rotationJob }),
    }),
    generatedSecret(store, secretNames.redis, { keys: { password: randomValue } }),
    generatedSecret(store, secretNames.application, {
      // Medusa's own form of a publishable key: pk_ and 64 hex digits.
      keys: { ...signing, PUBLISHABLE_KEY: { generate: 'hex', bytes: 32, prefix: 'pk_' } },
      guards,
      rotation: rotationOf(application, { keys: Object.keys(signing) }),
    }),
    generatedSecret(store, secretNames.admin, { keys: { password: randomValue }, guards }),
  ];
}
