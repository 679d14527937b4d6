import { engines, phases, plans, type Phase } from './known-words.ts';

/** What the list of stores is narrowed to, as the address of the page says it. */
export interface StoreFilter {
  readonly search: string;
  readonly phases: readonly Phase[];
  readonly engine: string;
  readonly plan: string;
  readonly owner: string;
  /** By name, in one group; else by urgency. */
  readonly isFlat: boolean;
}

export const noFilter: StoreFilter = { search: '', phases: [], engine: '', plan: '', owner: '', isFlat: false };

function oneOf(words: readonly string[], word: string | null): string {
  return word !== null && words.includes(word) ? word : '';
}

/** Reads a filter from an address. What is no filter is left out: addresses are typed by hand too. */
export function filterOf(query: URLSearchParams): StoreFilter {
  const wanted = new Set((query.get('phase') ?? '').split(','));
  return {
    search: (query.get('search') ?? '').slice(0, 200),
    phases: phases.filter((phase) => wanted.has(phase)),
    engine: oneOf(engines, query.get('engine')),
    plan: oneOf(plans, query.get('plan')),
    owner: (query.get('owner') ?? '').slice(0, 100),
    isFlat: query.get('sort') === 'name',
  };
}

/** The same as a query: of the page's address, and of the API. Empty when nothing is filtered. */
export function queryOf({ search, phases: wanted, engine, plan, owner, isFlat }: StoreFilter): URLSearchParams {
  const values = { search, phase: wanted.join(','), engine, plan, owner, sort: isFlat ? 'name' : '' };
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ''));
}

export function isFiltered(filter: StoreFilter): boolean {
  return queryOf({ ...filter, isFlat: false }).size > 0;
}
