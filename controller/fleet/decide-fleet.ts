import type { InvalidFile } from '../../synth/spec/fleet.ts';
import { annotations } from '../../synth/spec/names.ts';
import { storeNameOf } from '../../synth/spec/store-file-name.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { closureOf, decideClosings, openStores, type Closings } from './closings.ts';
import type { FleetDecision, FleetInput, StoreHold } from './fleet-decision.ts';
import { protectedMessage } from '../../plan/protected-store.ts';
import { lateClaims } from './late-claims.ts';
import { retentionChanges } from './retention-changes.ts';
import { contestedMessages } from './shared-claims.ts';
import { sortFiles, type SortedFiles } from './sort-files.ts';
import type { PresentTree } from '../../plan/store-tree.ts';

/** Annotations are for reading at a glance; the fleet's status has every message. */
const longestHold = 500;

/**
 * @param claimed the names that the revision's files claim: a closed store among them is released when it is open again, and not a moment
 *   before, because a hold keeps its data beyond its retention
 */
function holds(
  stores: ReadonlyMap<string, StoreObject>,
  messages: ReadonlyMap<string, string>,
  claimed: ReadonlySet<string>,
): StoreHold[] {
  const changes: StoreHold[] = [];
  for (const [name, { metadata, spec }] of stores) {
    if (metadata.deletionTimestamp !== undefined) continue;
    const message = messages.get(name)?.slice(0, longestHold);
    if (message === metadata.annotations[annotations.held]) continue;
    if (message === undefined && spec.closure !== undefined && claimed.has(name)) continue;
    changes.push({ name, uid: metadata.uid, ...(message !== undefined && { message }) });
  }
  return changes;
}

/** The open stores that are still there when the closings are done, whether or not a file of theirs changes. */
function staying(input: FleetInput, sorted: SortedFiles, closings: Closings): ReadonlyMap<string, StoreObject> {
  const open = new Map(openStores(input.stores, new Set(sorted.waiting.values())));
  for (const { metadata } of closings.close) open.delete(metadata.name);
  return open;
}

function invalidFiles(
  files: ReadonlyMap<string, string>,
  problems: ReadonlyMap<string, readonly string[]>,
): InvalidFile[] {
  return [...problems].map(([file, messages]) => ({ file, blob: files.get(file) ?? '', messages: [...messages] }));
}

/** The names that a tree speaks of, however badly: none of these stores is gone. */
function claimedNames({ files, unusable }: PresentTree, stores: ReadonlyMap<string, StoreObject>): ReadonlySet<string> {
  const names = new Set([...files.keys(), ...unusable.keys()].map(storeNameOf));
  if (unusable.size === 0) return names;
  for (const [name, { metadata }] of stores) {
    const file = metadata.annotations[annotations.file] ?? '';
    const above = file.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'));
    if (above.some((folder) => unusable.has(folder))) names.add(name);
  }
  return names;
}

/**
 * Decides what a revision asks of the cluster. Pure: the same input gives the same decision, and carrying it out makes the next decision
 * empty. It needs no history: a force-push, a lost clone or a missed commit changes nothing.
 *
 * A file that cannot be applied never closes or changes its store.
 */
export function decideFleet(input: FleetInput): FleetDecision {
  if (input.tree.state !== 'present') {
    const { refusal, refused } = decideClosings(input, new Set());
    return {
      apply: [],
      close: [],
      reschedule: [],
      hold: [],
      release: [],
      invalid: [],
      waiting: [],
      refused,
      ...(refusal && { refusal }),
    };
  }
  const { files } = input.tree;
  const sorted = sortFiles(input.tree, input);
  const claimed = claimedNames(input.tree, input.stores);
  const closings = decideClosings(input, claimed);
  const open = staying(input, sorted, closings);
  const { candidates, problems } = sorted;
  const contested = contestedMessages({ sorted, open, fleet: input.spec, foreignHosts: input.foreign.hosts });
  for (const [path, messages] of contested) {
    candidates.delete(path);
    problems.set(path, messages);
  }
  for (const [path, messages] of lateClaims(sorted.settled, input)) problems.set(path, messages);

  const messages = heldFor(sorted, input);
  const invalid = invalidFiles(files, problems);
  for (const store of closings.protected) {
    messages.set(store.metadata.name, protectedMessage(store));
    invalid.push(protectedFile(store));
  }
  return {
    apply: [...candidates.values()],
    close: closings.close.map((store) => ({
      name: store.metadata.name,
      uid: store.metadata.uid,
      generation: store.metadata.generation,
      closure: closureOf(store, input.spec, input.revision, input.now),
    })),
    reschedule: retentionChanges(input, claimed),
    hold: holds(input.stores, messages, claimed),
    release: sorted.released.map(({ metadata: { name, uid } }) => ({ name, uid })),
    invalid: invalid.sort((a, b) => (a.file < b.file ? -1 : 1)),
    waiting: [...sorted.waiting.values()],
    refused: closings.refused,
    ...(closings.refusal && { refusal: closings.refusal }),
    ...(closings.lifted && { lifted: closings.lifted }),
  };
}

/** Why stores are held, by name: what is wrong with their files. */
function heldFor({ problems, candidates }: SortedFiles, { refused, stores }: FleetInput): Map<string, string> {
  const messages = new Map([...problems].map(([path, list]) => [storeNameOf(path), list.join('; ')]));
  for (const { name, path } of candidates.values()) {
    // Sent again, and held until it is taken: a hold that goes and comes with every attempt would be two writes for nothing.
    const held = refused.has(path) ? stores.get(name)?.metadata.annotations[annotations.held] : undefined;
    if (held !== undefined) messages.set(name, held);
  }
  return messages;
}

/** The file of a protected store, which is gone. */
function protectedFile(store: StoreObject): InvalidFile {
  const { name, annotations: own } = store.metadata;
  return {
    file: own[annotations.file] ?? name,
    blob: own[annotations.blob] ?? '',
    messages: [protectedMessage(store)],
  };
}
