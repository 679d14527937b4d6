/** A JSON mapping whose shape nobody promises. */
export type Fields = Readonly<Record<string, unknown>>;

const noFields: Fields = Object.freeze({});
const noItems: readonly unknown[] = Object.freeze([]);

/** The value as a mapping; an empty one when it is anything else. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : noFields;
}

/** The value as a list; an empty one when it is anything else. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : noItems;
}

/** The value as text; `otherwise` when it is anything else or empty. */
export function text(value: unknown, otherwise = ''): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

/** The value as a number of things; `otherwise` when it is not a whole number from 0 up. */
export function count(value: unknown, otherwise = 0): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
}
