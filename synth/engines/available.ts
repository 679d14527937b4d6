import type { Engine as EngineName } from '../spec/store.ts';
import type { Engine } from './engine.ts';
import { medusa } from './medusa/medusa.ts';
import { woocommerce } from './woocommerce/woocommerce.ts';

const engines: Readonly<Record<EngineName, Engine>> = { medusa, woocommerce };

/** The engine that a store asks for. */
export function engineOf(name: EngineName): Engine {
  return engines[name];
}
