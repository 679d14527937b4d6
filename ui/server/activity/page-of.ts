import type { Activity, ActivityList, ActivityQuery } from '../api/activity-view.ts';

const fields = ['what', 'store', 'by', 'kind', 'revision', 'address'] as const;

function fits(one: Activity, search: readonly string[]): boolean {
  if (search.length === 0) return true;
  const text = [...fields.map((field) => one[field] ?? ''), one.pull === undefined ? '' : `#${one.pull}`]
    .join(' ')
    .toLowerCase();
  return search.every((word) => text.includes(word));
}

/**
 * One page of what happened, newest first. What happened in the same moment is not torn apart: the next page begins before it.
 *
 * @param all in whatever order
 */
export function pageOf(all: readonly Activity[], query: ActivityQuery): Omit<ActivityList, 'forge'> {
  const { source, limit } = query;
  const before = query.before === undefined ? Infinity : Date.parse(query.before);
  const search = query.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all
    .filter((one) => (source === undefined || one.source === source) && fits(one, search))
    .map((one) => ({ one, time: Date.parse(one.at) }))
    .filter(({ time }) => time < before)
    .sort((a, b) => b.time - a.time);
  const last = found[limit - 1];
  if (last === undefined || found.length <= limit) return { items: found.map(({ one }) => one) };
  const items = found.filter(({ time }, at) => at < limit || time === last.time).map(({ one }) => one);
  return items.length === found.length ? { items } : { items, next: last.one.at };
}
