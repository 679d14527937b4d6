import type { FieldSchema } from './form-fields.ts';

/** What may stand at a place of a file. */
export interface Suggestion {
  readonly label: string;
  /** What is written, when it is more than the label. */
  readonly insert?: string;
  /** What it means. */
  readonly info: string;
}

/** Suggestions, and where the word begins that they replace. */
export interface Suggestions {
  readonly from: number;
  readonly options: readonly Suggestion[];
}

interface Line {
  readonly indent: number;
  readonly key: string;
}

const keyLine = /^( *)([\w-]+):/;
/** More words than this are a dictionary, such as the world's currencies: they come when somebody has begun to type. */
const mostUnasked = 40;

function lineOf(text: string): Line | undefined {
  const [, spaces = '', key] = keyLine.exec(text) ?? [];
  return key === undefined ? undefined : { indent: spaces.length, key };
}

/** The keys above a line, the outermost first: by indentation, which is what YAML goes by. */
function pathAbove(lines: readonly string[], indent: number): readonly string[] {
  const path: string[] = [];
  let deepest = indent;
  for (const text of lines.toReversed()) {
    const line = lineOf(text);
    if (line === undefined || line.indent >= deepest) continue;
    path.unshift(line.key);
    deepest = line.indent;
  }
  return path;
}

/** Keys of the same mapping before or after a line: every one of them at its indentation, up to where something outer begins. */
function siblings(lines: Iterable<string>, indent: number): readonly string[] {
  const keys: string[] = [];
  for (const text of lines) {
    const line = lineOf(text);
    if (line !== undefined && line.indent < indent) break;
    if (line?.indent === indent) keys.push(line.key);
  }
  return keys;
}

function schemaAt(schema: FieldSchema, path: readonly string[]): FieldSchema | undefined {
  return path.reduce<FieldSchema | undefined>((found, key) => found?.properties?.[key], schema);
}

function keysOf(schema: FieldSchema | undefined, known: ReadonlySet<string>): Suggestion[] {
  return Object.entries(schema?.properties ?? {})
    .filter(([name]) => !known.has(name))
    .map(([name, { properties, description = '' }]) => ({
      label: name,
      insert: properties === undefined ? `${name}: ` : `${name}:`,
      info: description,
    }));
}

function valuesOf(schema: FieldSchema | undefined, typed: string): Suggestion[] {
  if (schema?.type === 'boolean') return ['true', 'false'].map((label) => ({ label, info: '' }));
  const words = schema?.enum ?? [];
  if (typed === '' && words.length > mostUnasked) return [];
  return words.map((label) => ({
    label,
    info: label === schema?.default ? 'what it is when the file does not say' : '',
  }));
}

/** A place in a file: the caret's line up to it, and the lines around it. */
interface Place {
  readonly line: string;
  readonly above: readonly string[];
  readonly below: readonly string[];
}

/** What is typed so far, and what could be meant; undefined: the place is no such place. */
type Reading = { readonly word: string; readonly options: readonly Suggestion[] } | undefined;

function readKey({ line, above, below }: Place, schema: FieldSchema): Reading {
  const [, spaces, word = ''] = /^( *)([\w-]*)$/.exec(line) ?? [];
  if (spaces === undefined) return undefined;
  const indent = spaces.length;
  const known = new Set([...siblings(above.toReversed(), indent), ...siblings(below, indent)]);
  return { word, options: keysOf(schemaAt(schema, pathAbove(above, indent)), known) };
}

function readValue({ line, above }: Place, schema: FieldSchema): Reading {
  const [, spaces = '', key, word = ''] = /^( *)([\w-]+): +([\w.-]*)$/.exec(line) ?? [];
  if (key === undefined) return undefined;
  return { word, options: valuesOf(schemaAt(schema, [...pathAbove(above, spaces.length), key]), word) };
}

function readItem({ line, above }: Place, schema: FieldSchema): Reading {
  const [, spaces, word = ''] = /^( *)- +([\w.-]*)$/.exec(line) ?? [];
  if (spaces === undefined) return undefined;
  // A list may stand at the indentation of its own key.
  return { word, options: valuesOf(schemaAt(schema, pathAbove(above, spaces.length + 1))?.items, word) };
}

/**
 * What may stand where the caret is, by the schema: keys that the mapping does not have yet, the values of a key, or the items of its list. Pure.
 *
 * @param offset of the caret
 * @returns undefined when nothing is known of the place
 */
export function suggestionsAt(text: string, offset: number, schema: FieldSchema): Suggestions | undefined {
  const before = text.slice(0, offset).split('\n');
  const below = text.slice(offset).split('\n').slice(1);
  const place = { line: before.at(-1) ?? '', above: before.slice(0, -1), below };
  const found = readKey(place, schema) ?? readValue(place, schema) ?? readItem(place, schema);
  if (found === undefined || found.options.length === 0) return undefined;
  return { from: offset - found.word.length, options: found.options };
}
