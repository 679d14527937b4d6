import type { Engine } from '../../synth/spec/store.ts';

/** Engines that the schema names and this Urumi cannot run yet. */
const unavailable: ReadonlySet<Engine> = new Set(['medusa']);

/** Whether this Urumi can run stores of this engine. */
export function isEngineAvailable(engine: Engine): boolean {
  return !unavailable.has(engine);
}
