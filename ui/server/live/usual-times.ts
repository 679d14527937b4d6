import type { StageName } from '../../../synth/spec/status.ts';
import type { StoreObject } from '../../../synth/spec/objects.ts';
import type { Engine } from '../../../synth/spec/store.ts';

/** Fewer stores than this tell nothing of what is usual. */
const fewest = 3;
/** More are not looked at. */
const most = 500;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Seconds that each stage usually takes: the median over Ready stores of this engine, for stages of which three or more tell. */
export function usualTimes(stores: Iterable<StoreObject>, engine: Engine): Partial<Record<StageName, number>> {
  const taken = new Map<StageName, number[]>();
  let seen = 0;
  for (const { spec, status } of stores) {
    if (spec.engine !== engine || status.phase !== 'Ready') continue;
    for (const { name, startedAt, endedAt } of status.stages) {
      if (startedAt === undefined || endedAt === undefined) continue;
      const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
      taken.set(name, [...(taken.get(name) ?? []), seconds]);
    }
    seen += 1;
    if (seen >= most) break;
  }
  const told = [...taken].filter(([, values]) => values.length >= fewest);
  return Object.fromEntries(told.map(([name, values]) => [name, median(values)]));
}
