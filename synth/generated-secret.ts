import type { StoreContext } from './engines/engine.ts';
import { objectLabels } from './store-labels.ts';
import type { SecretKey, SecretRequest, SecretRotation } from './synthesis.ts';

/** 48 hex digits: nothing that a shell, a URL, SQL or a login form would trip over. */
export const randomValue: SecretKey = { generate: 'hex', bytes: 24 };

interface Generated {
  readonly keys: Readonly<Record<string, SecretKey>>;
  readonly guards?: readonly string[];
  readonly rotation?: SecretRotation;
}

/** A Secret of a store, to be generated once. */
export function generatedSecret(
  store: StoreContext,
  name: string,
  { keys, guards = [], rotation }: Generated,
): SecretRequest {
  return {
    name,
    namespace: store.namespace,
    labels: objectLabels(store.name, store.spec.engine),
    keys,
    guards,
    ...(rotation === undefined ? {} : { rotation }),
  };
}

/**
 * How a Secret rotates when the file names it under `spec.rotate`.
 *
 * @param value what the file says; undefined when it asks for none
 */
export function rotationOf(value: string | undefined, rotation: Omit<SecretRotation, 'value'>): SecretRotation {
  return { ...rotation, ...(value === undefined ? {} : { value }) };
}
