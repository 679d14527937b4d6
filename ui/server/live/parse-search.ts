import type { StoreRow } from '../api/store-row.ts';

/** What somebody typed into the search field, taken apart. */
export interface Search {
  /** Each must be somewhere in the name, title, address or owner; lower case. */
  readonly words: readonly string[];
  readonly plan?: string;
  readonly owner?: string;
  readonly engine?: string;
}

const fields = ['plan', 'owner', 'engine'] as const;

/**
 * Takes a search apart: words, and `plan:l`, `owner:team`, `engine:med` that need the beginning of a value only.
 *
 * @example parseSearch('kaffee plan:m') // { words: ['kaffee'], plan: 'm' }
 */
export function parseSearch(text: string): Search {
  const words: string[] = [];
  const found: { plan?: string; owner?: string; engine?: string } = {};
  for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const field = fields.find((name) => word.startsWith(`${name}:`));
    if (field === undefined) words.push(word);
    else if (word.length > field.length + 1) found[field] = word.slice(field.length + 1);
  }
  return { words, ...found };
}

/** Whether a store is one of those that a search is for. */
export function fitsSearch(row: StoreRow, { words, ...values }: Search): boolean {
  for (const field of fields) {
    const value = values[field];
    if (value !== undefined && !row[field].toLowerCase().startsWith(value)) return false;
  }
  if (words.length === 0) return true;
  const text = textOf(row);
  return words.every((word) => text.includes(word));
}

/** Rows are never changed, so what is searched of each is made once. */
const texts = new WeakMap<StoreRow, string>();

function textOf(row: StoreRow): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const text = `${row.name} ${row.title} ${row.url} ${row.owner}`.toLowerCase();
  texts.set(row, text);
  return text;
}
