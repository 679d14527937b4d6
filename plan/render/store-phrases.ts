import { parseObjectId } from '../../cluster/object-id.ts';
import { storeChanges, type PlanReport, type PlanStore, type WorkloadEffect } from '../plan-report.ts';
import { sizeText } from './amounts.ts';

const words: Readonly<Record<WorkloadEffect['effect'], string>> = {
  'pods-replaced': 'pods are replaced',
  'pods-stopped': 'pods stop',
  'pods-started': 'pods start',
  'job-runs': 'runs again',
};

/** `1 closed, 2 changed`: what is at risk first. */
export function countsPhrase({ counts }: Pick<PlanReport, 'counts'>): string {
  const parts = storeChanges.filter((change) => counts[change] > 0).map((change) => `${counts[change]} ${change}`);
  return parts.length === 0 ? 'no store changes' : parts.join(', ');
}

/** What is to be known before anything else of a plan for a fleet that is suspended. */
export const suspendedSentence = 'nothing of this happens before `spec.suspended` of the Fleet is false again';

/** `+38 ~2 -1`: objects created, changed and deleted. */
export function objectsPhrase({ objects: { created, changed, deleted } }: PlanStore): string {
  const parts = [
    created.length > 0 ? `+${created.length}` : '',
    changed.length > 0 ? `~${changed.length}` : '',
    deleted.length > 0 ? `-${deleted.length}` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** What an effect means for the object that it happens to. */
export function effectWords({ effect }: WorkloadEffect): string {
  return words[effect];
}

/** `web, db: pods are replaced; setup: runs again` */
export function effectsPhrase({ effects }: PlanStore): string {
  const groups = new Map<string, string[]>();
  for (const effect of effects)
    groups.set(effectWords(effect), [...(groups.get(effectWords(effect)) ?? []), shortName(effect)]);
  return [...groups].map(([text, names]) => `${names.join(', ')}: ${text}`).join('; ');
}

/** A Job's name ends in the hash of its spec, which tells people nothing. */
function shortName({ id }: WorkloadEffect): string {
  const { kind, name } = parseObjectId(id);
  return kind === 'Job' ? name.replace(/-[0-9a-f]{10}$/, '') : name;
}

/** `20 GiB at risk`, `uploads grows from 10 GiB to 20 GiB`. */
export function dataPhrase({ volumes }: PlanStore): string {
  const atRisk = volumes.atRisk.reduce((sum, { mebibytes }) => sum + mebibytes, 0);
  const grow = volumes.grow.map(({ claim, from, to }) => `${claim} grows from ${sizeText(from)} to ${sizeText(to)}`);
  return [...(atRisk > 0 ? [`${sizeText(atRisk)} at risk`] : []), ...grow].join('; ');
}
