import { annotations } from '../../synth/spec/names.ts';
import { renderProblem, type Violation } from '../../synth/spec/problem.ts';
import { storeNameOf } from '../../synth/spec/store-file-name.ts';
import type { ParsedStoreFile } from '../../synth/spec/parse-store-file.ts';
import { isOnItsWayOut } from '../../plan/on-its-way-out.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { isApplied } from './files-to-read.ts';
import type { FleetInput, RefusedFile, StoreChange } from './fleet-decision.ts';
import { storeObjections } from '../../plan/store-objections.ts';
import { isStoreFile, type PresentTree } from '../../plan/store-tree.ts';

/** The files of a revision, sorted by what is to be done about each alone. By path, all of them. */
export interface SortedFiles {
  /** Files that could be applied. */
  readonly candidates: Map<string, StoreChange>;
  /** Files that cannot be applied: their messages. */
  readonly problems: Map<string, readonly string[]>;
  /** Files that are applied already: their stores. */
  readonly settled: ReadonlyMap<string, StoreObject>;
  /** Files whose Store object is on its way out: the stores' names. */
  readonly waiting: ReadonlyMap<string, string>;
  /** Stores whose object somebody deletes by hand, and which are to be made anew. */
  readonly released: readonly StoreObject[];
}

/** `file:line:column` of a field, as near as it is known. */
function placeOf(file: ParsedStoreFile, field: string): string {
  const { line, column } = file.claim.positions?.get(field) ?? { line: 1, column: 1 };
  return `${file.claim.file}:${line}:${column}`;
}

/** Whether a file that was refused is sent again. */
export function isToBeTried({ retryAt = Infinity }: RefusedFile, now: number): boolean {
  return now >= retryAt;
}

/** Somebody deletes the object of a store that is open, and nobody has said yet that it may go. */
function isDeletedOpen({ metadata, spec, status }: StoreObject): boolean {
  if (metadata.annotations[annotations.release] !== undefined) return false;
  return metadata.deletionTimestamp !== undefined && spec.closure === undefined && status.phase !== 'Purging';
}

/** Whether a file could be applied if there was no object of its store: else nobody would have a record of the shop. */
function canBeMadeAnew(path: string, blob: string, input: FleetInput): boolean {
  const others = new Map(input.stores);
  others.delete(storeNameOf(path));
  return 'kind' in judge(path, blob, { ...input, stores: others });
}

/** What this cluster, as it is, forbids about a file that is fine by itself. */
function objections(file: ParsedStoreFile, blob: string, input: FleetInput): string[] {
  const { claim, store } = file;
  const at = ({ path, message }: Omit<Violation, 'code'>): string => `${placeOf(file, path)}: ${message}`;
  const { name } = claim;
  const { spec: previous, status } = input.stores.get(name) ?? {};
  const taken = input.foreign.names.get(name);
  const found = storeObjections({ name, spec: store.spec, previous, volumes: status?.volumes, taken }).map(at);
  const refused = input.refused.get(claim.file);
  if (found.length > 0 || refused?.blob !== blob || isToBeTried(refused, input.now)) return found;
  return [at({ path: '', message: `the API server refuses this store: ${refused.message}` })];
}

/** The revision in which a file's content was first seen: a file that only moved keeps it. */
function firstSeen(live: StoreObject | undefined, blob: string, head: string): string {
  if (live === undefined || live.spec.closure !== undefined) return head;
  const { annotations: own } = live.metadata;
  return (own[annotations.blob] === blob ? own[annotations.revision] : undefined) ?? head;
}

function kindOfChange(live: StoreObject | undefined, path: string, blob: string): StoreChange['kind'] {
  if (live === undefined) return 'open';
  if (live.spec.closure !== undefined) return 'reopen';
  const { annotations: own } = live.metadata;
  return own[annotations.blob] === blob && own[annotations.file] === path ? 'revert' : 'change';
}

function judge(path: string, blob: string, input: FleetInput): StoreChange | readonly string[] {
  const file = input.parsed.get(path);
  if (file === undefined) throw new Error(`the fleet loop decides about ${path} without having read it`);
  if ('problems' in file) return file.problems.map(renderProblem);
  const messages = objections(file, blob, input);
  if (messages.length > 0) return messages;
  const { name } = file.claim;
  const live = input.stores.get(name);
  return {
    kind: kindOfChange(live, path, blob),
    name,
    path,
    blob,
    revision: firstSeen(live, blob, input.revision),
    file,
  };
}

/** Sorts the store files of a revision: applied already, to be applied, not to be applied, to be applied later. */
export function sortFiles({ files, unusable }: PresentTree, input: FleetInput): SortedFiles {
  const candidates = new Map<string, StoreChange>();
  const problems = new Map<string, readonly string[]>();
  const settled = new Map<string, StoreObject>();
  const waiting = new Map<string, string>();
  const released: StoreObject[] = [];
  for (const [path, blob] of files) {
    const name = storeNameOf(path);
    const live = input.stores.get(name);
    if (live !== undefined && isOnItsWayOut(live, input.now)) {
      waiting.set(path, name);
      if (isDeletedOpen(live) && canBeMadeAnew(path, blob, input)) released.push(live);
    } else if (live !== undefined && isApplied(live, path, blob)) settled.set(path, live);
    else {
      const judgement = judge(path, blob, input);
      if ('kind' in judgement) candidates.set(path, judgement);
      else problems.set(path, judgement);
    }
  }
  for (const [path, what] of unusable) {
    if (isStoreFile(path)) problems.set(path, [`${path}:1:1: must be a file, and is ${what}`]);
  }
  return { candidates, problems, settled, waiting, released };
}
