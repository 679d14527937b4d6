import { nearest } from '../../../synth/spec/nearest.ts';
import type { Phase } from '../../../synth/spec/store.ts';
import type { Counts, StoreList, StoreQuery } from '../api/store-list.ts';
import { groups, type Group, type StoreRow } from '../api/store-row.ts';
import { fitsSearch, parseSearch } from './parse-search.ts';

/** In the list those that somebody must look at come first, whatever their life cycle says. */
const urgency: readonly Phase[] = [
  'Failed',
  'Degraded',
  'Provisioning',
  'Pending',
  'Closing',
  'Purging',
  'Suspended',
  'Closed',
  'Ready',
];
const rank = new Map(urgency.map((phase, at) => [phase, at]));
const groupRank = new Map(groups.map((group, at) => [group, at]));

type Compare = (a: StoreRow, b: StoreRow) => number;

/** Names are DNS labels: comparing code units is right, and a tenth of what a collator costs. */
function text(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const byName: Compare = (a, b) => text(a.name, b.name);
const orders: Readonly<Record<string, Compare>> = {
  urgency: (a, b) =>
    (groupRank.get(a.group) ?? 0) - (groupRank.get(b.group) ?? 0) ||
    (rank.get(a.phase) ?? 0) - (rank.get(b.phase) ?? 0) ||
    byName(a, b),
  name: byName,
  // The youngest first: it has the smallest age.
  age: (a, b) => text(b.createdAt ?? '', a.createdAt ?? '') || byName(a, b),
  purge: (a, b) => text(a.purgeAt ?? '~', b.purgeAt ?? '~') || byName(a, b),
};

/** The comparison that a sort parameter names. */
export function orderOf(sort: StoreQuery['sort']): Compare {
  const name = sort.replace(/^-/, '');
  const order = orders[name] ?? byName;
  return sort.startsWith('-') ? (a, b) => order(b, a) : order;
}

/** How many of these are in each phase. */
export function countPhases(rows: Iterable<StoreRow>): Counts {
  const counts: Counts = {};
  for (const { phase } of rows) counts[phase] = (counts[phase] ?? 0) + 1;
  return counts;
}

function summaries(rows: readonly StoreRow[]): StoreList['groups'] {
  const found = new Map<Group, { count: number; oldest?: string }>();
  for (const { group, since } of rows) {
    const sum = found.get(group) ?? { count: 0 };
    sum.count += 1;
    if (since !== undefined && (sum.oldest === undefined || since < sum.oldest)) sum.oldest = since;
    found.set(group, sum);
  }
  return groups.flatMap((group) => {
    const sum = found.get(group);
    return sum === undefined ? [] : [{ group, ...sum }];
  });
}

/** Of a list of rows that stays as it is, the owners are found once. */
const ownersOfList = new WeakMap<readonly StoreRow[], string[]>();

function ownersOf(rows: readonly StoreRow[]): string[] {
  const known = ownersOfList.get(rows);
  if (known !== undefined) return known;
  const owners = new Set(rows.map(({ owner }) => owner));
  owners.delete('');
  const sorted = [...owners].sort().slice(0, 200);
  ownersOfList.set(rows, sorted);
  return sorted;
}

/** The filters that a query has, but for its phases. */
function filtersOf({ engine, plan, owner, fleet, group }: StoreQuery): (readonly [keyof StoreRow, string])[] {
  const wanted = { engine, plan, owner, fleet, group };
  return Object.entries(wanted).flatMap(([field, value]) =>
    value === undefined ? [] : [[field as keyof typeof wanted, value] as const],
  );
}

function nearName(rows: readonly StoreRow[], search: string): { near?: string } {
  const near = nearest(
    search,
    rows.slice(0, 2000).map(({ name }) => name),
  );
  return near === undefined ? {} : { near };
}

/**
 * The part of the stores that a query asks for.
 *
 * @param sorted all stores in the order of the query
 */
export function queryStores(sorted: readonly StoreRow[], query: StoreQuery): Omit<StoreList, 'mark'> {
  const search = parseSearch(query.search);
  const filters = filtersOf(query);
  const filtered = sorted.filter(
    (row) => filters.every(([field, value]) => row[field] === value) && fitsSearch(row, search),
  );
  const phases = query.phase === undefined ? undefined : new Set(query.phase);
  const found = phases === undefined ? filtered : filtered.filter(({ phase }) => phases.has(phase));
  const isLost = found.length === 0 && search.words.length === 1;
  return {
    items: found.slice(query.offset, query.offset + query.limit),
    total: found.length,
    offset: query.offset,
    counts: countPhases(filtered),
    groups: summaries(found),
    owners: ownersOf(sorted),
    ...(isLost && nearName(sorted, search.words[0] ?? '')),
  };
}
