import type { PlanReport, PlanStore, StoreCluster } from '../plan-report.ts';
import { countText } from './amounts.ts';

/** An object that the cluster refuses, of one store. */
export interface RefusedObject {
  readonly store: string;
  readonly id: string;
  readonly message: string;
}

/** What the cluster refuses, of all stores. */
export function refusedObjects({ stores }: PlanReport): RefusedObject[] {
  return stores.flatMap(({ name, cluster }) =>
    (cluster?.refused ?? []).map(({ id, message }) => ({ store: name, id, message })),
  );
}

/** For a store's row: `2 refused, 1 drifted`; empty where there is nothing to say. */
export function clusterPhrase({ cluster }: PlanStore): string {
  if (cluster === undefined) return '';
  const parts = [
    [cluster.refused.length, 'refused'],
    [cluster.drifted.length, 'drifted'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

/** Names that are listed of what could not be checked. */
const namedObjects = 3;

/**
 * What the cluster says of one store, line by line: refusals first.
 *
 * @param quote makes a text from the cluster harmless where the lines are shown
 */
export function clusterLines(
  { refused, warnings, drifted, unchecked }: StoreCluster,
  quote: (text: string) => string,
): string[] {
  return [
    ...refused.map(({ id, message }) => `the cluster refuses ${quote(id)}: ${quote(message)}`),
    ...warnings.map(({ id, message }) => `the cluster warns of ${quote(id)}: ${quote(message)}`),
    ...drifted.map(({ id, state }) =>
      state === 'missing'
        ? `somebody has deleted ${quote(id)} in the cluster: it is made anew`
        : `somebody has changed ${quote(id)} in the cluster: it is put back as Git says`,
    ),
    ...unchecked.map(({ why, objects }) => {
      const names = objects.slice(0, namedObjects).map(quote).join(', ');
      const more = objects.length > namedObjects ? ` and ${objects.length - namedObjects} more` : '';
      return `not checked: ${names}${more}: ${quote(why)}`;
    }),
  ];
}

/** What was asked of the cluster, and what could not be. */
export function clusterSentence({ cluster }: PlanReport): string | undefined {
  if (cluster === undefined) return undefined;
  const { checked, refused, unchecked, drifted } = cluster;
  if (checked + unchecked === 0) return undefined;
  const parts = [
    `The API server was asked by dry run about ${countText(checked, 'object')} and refuses ${refused === 0 ? 'none' : refused}`,
    ...(unchecked > 0 ? [`${countText(unchecked, 'object')} could not be checked before the merge`] : []),
    ...(drifted > 0 ? [`${countText(drifted, 'object')} of these stores differ in the cluster from Git`] : []),
  ];
  return `${parts.join('; ')}.`;
}
