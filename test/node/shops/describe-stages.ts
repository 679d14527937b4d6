import type { StoreStatus } from '../../../synth/spec/store.ts';

/** How long each stage took, in whole seconds: as fine as a status has it. */
export function describeStages(stages: StoreStatus['stages']): string {
  const seconds = ({ startedAt = '', endedAt = '' }: (typeof stages)[number]): number =>
    (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return stages.map((stage) => `${stage.name} ${seconds(stage).toFixed(0)} s`).join(', ');
}
