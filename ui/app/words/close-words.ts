import type { MergeView } from '../../server/api/merge-view.ts';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { exact } from './time-words.ts';

/** What becomes of a part of a store that closes. */
export interface Fate {
  readonly part: string;
  readonly note: string;
  readonly onMerge: string;
  readonly until: 'Kept' | 'Reserved' | 'In history' | 'Deleted' | 'Free for others';
  readonly after: 'Deleted' | 'Free for others' | 'In history, for good';
}

const day = 86_400_000;
const dateFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** `30 days`, `12 hours` */
export function spanOf(ms: number): string {
  const [count, unit] = ms >= day ? [Math.round(ms / day), 'day'] : [Math.round(ms / 3_600_000), 'hour'];
  return `${count}\u00A0${unit}${count === 1 ? '' : 's'}`;
}

/** What a closing would do to a store's data, in short: `db-data 5Gi, uploads 10Gi, kept 7 days`. */
export function closingText({ volumes, retentionMs, held }: MergeView['closings'][number]): string {
  const data =
    volumes.length === 0 ? 'no data yet' : volumes.map(({ claim, size = '' }) => `${claim} ${size}`.trim()).join(', ');
  const end = retentionMs === 0 ? 'deleted at once' : `kept ${spanOf(retentionMs)}`;
  return held ? `${data}, ${end}; its closing waits already` : `${data}, ${end}`;
}

/** When the data would go, if it were merged now, ms since the epoch; undefined: with the file. */
export function purgeIfMerged({ deletion }: Pick<StoreDetail, 'deletion'>, now: number): string | undefined {
  return deletion.retentionMs === 0 ? undefined : new Date(now + deletion.retentionMs).toISOString();
}

/** One sentence under the headline: what closing means for the shop and its data. */
export function closingSentence(detail: Pick<StoreDetail, 'deletion'>): string {
  const stops = 'Closing takes the file out of Git. The shop stops answering within a minute';
  return detail.deletion.retentionMs === 0
    ? `${stops}, and its data is deleted with it.`
    : `${stops}, its data stays whole for ${spanOf(detail.deletion.retentionMs)}.`;
}

const claims: Readonly<Record<string, { part: string; stops: string }>> = {
  'db-data': { part: 'Orders, customers, products', stops: 'Database stopped' },
  'redis-data': { part: 'Carts and sessions', stops: 'Redis stopped' },
  uploads: { part: 'Pictures and uploads', stops: 'Detached' },
};

/** What happens to what, part by part. */
export function fatesOf({ name, volumes, deletion, url, file }: StoreDetail): Fate[] {
  const isKept = deletion.retentionMs > 0;
  const until = isKept ? 'Kept' : 'Deleted';
  const data = volumes.map(({ claim, size = '' }): Fate => {
    const { part = `Volume ${claim}`, stops = 'Detached' } = claims[claim] ?? {};
    return {
      part,
      note: [claim, size].filter(Boolean).join(', '),
      onMerge: isKept ? stops : 'Deleted',
      until,
      after: 'Deleted',
    };
  });
  return [
    ...data,
    { part: 'Passwords and keys', note: 'Secrets', onMerge: isKept ? 'Not used' : 'Deleted', until, after: 'Deleted' },
    {
      part: url === '' ? 'Its address' : url.replace(/^https?:\/\//, ''),
      note: 'Address',
      onMerge: 'Stops answering',
      // A closed store keeps its name, and with it the address that the name makes; other hosts are anybody's.
      until: isKept && url.includes(`//${name}.`) ? 'Reserved' : 'Free for others',
      after: 'Free for others',
    },
    {
      part: 'The file in Git',
      note: file ?? '',
      onMerge: 'Removed',
      until: 'In history',
      after: 'In history, for good',
    },
  ];
}

/** The day that ends all: short, and exact for a tooltip. */
export function purgeDay(purgeAt: string): { readonly short: string; readonly exact: string } {
  return { short: dateFormat.format(new Date(purgeAt)), exact: exact(purgeAt) };
}
