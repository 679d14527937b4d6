import type { SynthesiseIndexed } from '../../controller/store/desired-source.ts';
import { indexOf } from '../../controller/store/desired.ts';
import type { StoreOrigin } from '../../synth/engines/engine.ts';
import type { FleetSpec } from '../../synth/spec/fleet.ts';
import type { StoreSpec } from '../../synth/spec/store.ts';
import { synthesise } from '../../synth/synthesise.ts';
import type { Synthesis } from '../../synth/synthesis.ts';

/** Some 100 kB each. */
const most = 1_500;

interface Remembered extends ReturnType<typeof indexOf> {
  readonly synthesis: Synthesis;
}

const known = new Map<string, Remembered>();

/**
 * What a store wants, by the real synthesiser, once for each distinct input in all histories of a process: most stores of most histories are alike. Deletion and closure
 * are kept from the synthesiser: it does not look at them, and would throw if it did.
 */
export function rememberedSynthesis(
  { name, spec, origin }: { readonly name: string; readonly spec: StoreSpec; readonly origin?: StoreOrigin },
  { environment, versions }: Pick<FleetSpec, 'environment' | 'versions'>,
): Remembered {
  const { deletion: _deletion, closure: _closure, ...seen } = spec;
  const key = JSON.stringify([name, seen, origin, environment, versions]);
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  const synthesis = synthesise({ name, spec: seen as StoreSpec, ...(origin && { origin }) }, { environment, versions });
  const made = { synthesis, ...indexOf(synthesis) };
  if (known.size >= most) known.clear();
  known.set(key, made);
  return made;
}

rememberedSynthesis satisfies SynthesiseIndexed;
