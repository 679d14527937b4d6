import { labels } from '../../../synth/spec/names.ts';
import type { StoreObject } from '../../../synth/spec/objects.ts';
import type { Activity } from '../api/activity-view.ts';

type Outcome = StoreObject['status']['history'][number];

const kinds = {
  Ready: 'ready',
  Failed: 'failed',
  Superseded: 'superseded',
  Closed: 'closed',
  Suspended: 'suspended',
} as const satisfies Record<Outcome['outcome'], Activity['kind']>;

const words = {
  Ready: 'Ready',
  Failed: 'Stopped',
  Superseded: 'Given up for a newer revision',
  Closed: 'Closed, its data is kept',
  Suspended: 'Suspended',
} as const;

/** What the cluster made of the revisions of a store: the last ten that it went through. */
export function storeActivity({ metadata, status }: StoreObject): Activity[] {
  return status.history.map(({ revision, at, outcome, seconds, message }) => {
    const text = outcome === 'Ready' ? `Ready after ${Math.round(seconds)} s` : words[outcome];
    return {
      at,
      source: 'cluster',
      kind: kinds[outcome],
      what: message === undefined || message === '' ? text : `${text}: ${message.slice(0, 300)}`,
      store: metadata.name,
      by: `fleet ${metadata.labels[labels.fleet] ?? ''}`.trim(),
      revision,
    };
  });
}
