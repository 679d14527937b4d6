import { annotations } from '../../synth/spec/names.ts';
import type { StoreObject } from '../objects.ts';
import { isApplied } from './files-to-read.ts';
import type { FleetInput, StoreChange } from './fleet-decision.ts';
import type { ParsedFile } from './parsed-file.ts';
import { claimedName } from './store-tree.ts';

/** The files of a revision, sorted by what is to be done about them. */
export interface SortedFiles {
  /** Every name that a file claims, whatever the file is worth. */
  readonly claimed: ReadonlySet<string>;
  /** Files that could be applied, as far as each is judged alone; by path. */
  readonly candidates: Map<string, StoreChange>;
  /** Path → messages. */
  readonly problems: Map<string, readonly string[]>;
  /** Names whose Store object is on its way out. */
  readonly waiting: readonly string[];
}

/** Whether a store's purge has begun, or is due: then it must end before the name is used again. */
function isPurging(store: StoreObject, now: number): boolean {
  if (store.metadata.deletionTimestamp !== undefined || store.status.phase === 'Purging') return true;
  return store.spec.closure !== undefined && Date.parse(store.spec.closure.purgeAt) <= now;
}

/** What forbids applying a file, as far as it is judged alone. */
function objections(path: string, blob: string, parsed: ParsedFile, input: FleetInput): readonly string[] {
  if (!parsed.valid) return parsed.messages;
  const { file } = parsed;
  const taken = input.foreign.names.get(file.name);
  if (taken !== undefined) return [`${file.place(['metadata', 'name'])}: store name '${file.name}' is taken: ${taken}`];
  const refused = input.refused.get(path);
  if (refused?.blob !== blob) return [];
  return [`${file.place([])}: the API server refuses this store: ${refused.message}`];
}

/** The revision in which a file's content was first seen: a file that only moved keeps it. */
function firstSeen(live: StoreObject | undefined, blob: string, head: string): string {
  if (live === undefined || live.spec.closure !== undefined) return head;
  const { annotations: own } = live.metadata;
  return (own[annotations.blob] === blob ? own[annotations.revision] : undefined) ?? head;
}

function kindOfChange(live: StoreObject | undefined): StoreChange['kind'] {
  if (live === undefined) return 'open';
  return live.spec.closure === undefined ? 'change' : 'reopen';
}

function candidate(path: string, blob: string, input: FleetInput): StoreChange | readonly string[] {
  const parsed = input.parsed.get(path);
  if (parsed === undefined) throw new Error(`the fleet loop decides about ${path} without having read it`);
  const messages = objections(path, blob, parsed, input);
  if (messages.length > 0 || !parsed.valid) return messages;
  const { file } = parsed;
  const live = input.stores.get(file.name);
  return {
    kind: kindOfChange(live),
    name: file.name,
    path,
    blob,
    revision: firstSeen(live, blob, input.revision),
    file,
  };
}

/** Files by the name that they claim. */
function byName(files: ReadonlyMap<string, string>): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const path of files.keys()) {
    const name = claimedName(path);
    const paths = names.get(name);
    if (paths === undefined) names.set(name, [path]);
    else paths.push(path);
  }
  return names;
}

/** Sorts the store files of a revision: applied already, to be applied, not to be applied, to be applied later. */
export function sortFiles(files: ReadonlyMap<string, string>, input: FleetInput): SortedFiles {
  const names = byName(files);
  const candidates = new Map<string, StoreChange>();
  const problems = new Map<string, readonly string[]>();
  const waiting: string[] = [];
  for (const [path, blob] of files) {
    const name = claimedName(path);
    const live = input.stores.get(name);
    const rivals = names.get(name)?.filter((other) => other !== path) ?? [];
    if (rivals.length > 0) {
      problems.set(path, [
        `${path}:1:1: store name '${name}' is also claimed by ${rivals.join(', ')}; a store is one file`,
      ]);
    } else if (live !== undefined && isPurging(live, input.now)) {
      waiting.push(name);
    } else if (!isApplied(live, path, blob)) {
      const result = candidate(path, blob, input);
      if ('kind' in result) candidates.set(path, result);
      else problems.set(path, result);
    }
  }
  return { claimed: new Set(names.keys()), candidates, problems, waiting };
}
