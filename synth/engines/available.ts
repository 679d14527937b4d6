import type { Engine as EngineName } from '../spec/store.ts';
import { EngineUnavailable } from './engine-unavailable.ts';
import type { Engine } from './engine.ts';
import { woocommerce } from './woocommerce/woocommerce.ts';

const engines: Partial<Record<EngineName, Engine>> = { woocommerce };

/** The engines that this build of Urumi can run; the schema knows more. */
export const availableEngines = Object.keys(engines) as readonly EngineName[];

/**
 * The engine that a store asks for.
 *
 * @throws EngineUnavailable when this build cannot run it
 */
export function engineOf(store: string, name: EngineName): Engine {
  const engine = engines[name];
  if (engine === undefined) throw new EngineUnavailable(store, name, availableEngines);
  return engine;
}
