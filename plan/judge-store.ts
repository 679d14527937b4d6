import { fromMebibytes } from '../synth/quantity.ts';
import type { ParsedStoreFile } from '../synth/spec/parse-store-file.ts';
import type { Problem, Violation } from '../synth/spec/problem.ts';
import type { StoreSpec } from '../synth/spec/store.ts';
import type { ChangedStore, FileAt } from './changed-stores.ts';
import type { LiveFleet, VolumeSize } from './plan-input.ts';
import type { ParsedFile } from './read-files.ts';
import { storeObjections } from './store-objections.ts';

/** What runs, or is kept, of a store before the merge. */
export interface PreviousStore {
  readonly spec: StoreSpec;
  /** Its file was gone before: only its data is there. */
  readonly closed: boolean;
  /** Of a closed store in the cluster: when its data goes. */
  readonly purgeAt?: string;
  /** A person has taken over, and nothing happens in its namespace until that is over. */
  readonly takenOver?: string;
  /** As the cluster has them; absent when they are not known. */
  readonly volumes?: readonly VolumeSize[];
}

/** A changed store, judged without looking at other stores. */
export interface JudgedStore {
  readonly store: ChangedStore;
  /** Absent for a store that is new, or of which nothing is known. */
  readonly previous?: PreviousStore;
  /** The files that could be applied: one, unless several claim the name. */
  readonly files: readonly ParsedStoreFile[];
  /** Paths of those that could not. */
  readonly unfit: readonly string[];
  readonly problems: readonly Problem[];
  /** A store of this name is just being purged: what opens is another one, and finds no data. */
  readonly purging: boolean;
}

/** The files of a revision that were read. */
export type ParsedFiles = (file: FileAt) => ParsedFile;

/** Judges a changed store by its own files, and by what it was before. */
export function judgeStore(store: ChangedStore, parsed: ParsedFiles, live: LiveFleet | undefined): JudgedStore {
  const previous = previousOf(store, parsed, live);
  const problems: Problem[] = store.unusable.map(({ path, what }) => notAFile(path, what));
  const files: ParsedStoreFile[] = [];
  const unfit = store.unusable.map(({ path }) => path);
  for (const at of store.candidates) {
    const file = parsed(at);
    const found = 'problems' in file ? file.problems : objections(file, previous?.spec, live);
    problems.push(...found);
    if (!('problems' in file) && found.length === 0) files.push(file);
    else unfit.push(at.path);
  }
  const purging = live?.stores.get(store.name)?.purging ?? false;
  return { store, files, unfit, problems, purging, ...(previous && { previous }) };
}

/** The cluster knows best; without it, what the base says is taken for what runs. */
function previousOf(
  { name, before }: ChangedStore,
  parsed: ParsedFiles,
  live: LiveFleet | undefined,
): PreviousStore | undefined {
  const running = live?.stores.get(name);
  if (running?.purging) return undefined;
  if (running !== undefined) {
    const { closure, ...spec } = running.spec;
    const { volumes = [], takenOver } = running;
    return {
      spec,
      closed: closure !== undefined,
      ...(closure && { purgeAt: closure.purgeAt }),
      ...(volumes.length > 0 && { volumes }),
      ...(takenOver !== undefined && { takenOver }),
    };
  }
  const files = before.map(parsed).filter((file) => 'store' in file);
  const [file] = files;
  return files.length === 1 && file !== undefined ? { spec: file.store.spec, closed: false } : undefined;
}

/** Where a violation of a file that reads well stands. */
export function problemAt({ claim }: ParsedStoreFile, violation: Violation): Problem {
  const { line, column } = claim.positions?.get(violation.path) ?? { line: 1, column: 1 };
  return { file: claim.file, line, column, ...violation };
}

function objections(file: ParsedStoreFile, previous: StoreSpec | undefined, live: LiveFleet | undefined): Problem[] {
  const { name } = file.claim;
  const taken = live?.foreignNames.get(name);
  const volumes = live?.stores
    .get(name)
    ?.volumes?.map(({ claim, mebibytes }) => ({ claim, size: fromMebibytes(mebibytes) }));
  return storeObjections({ name, spec: file.store.spec, previous, volumes, taken }).map((violation) =>
    problemAt(file, violation),
  );
}

function notAFile(file: string, what: string): Problem {
  return { file, line: 1, column: 1, path: '', code: 'not-text', message: `must be a file, and is ${what}` };
}
