import { parseStoreFile } from '../../synth/spec/parse-store-file.ts';
import { liveVolumeSizes } from '../../synth/engines/live-volume-sizes.ts';
import { volumeSizes } from '../../synth/engines/volume-sizes.ts';
import { renderProblem } from '../../synth/spec/problem.ts';
import type { StoreSpec, StoreStatus } from '../../synth/spec/store.ts';
import { validateChange } from '../../synth/spec/validate-change.ts';
import { CliError } from '../cli-error.ts';

/** A file with its content. */
export interface StoredFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** Everything that a rollback depends on. */
export interface RollbackFacts {
  readonly store: string;
  /** The revision to go back to, whole. */
  readonly revision: string;
  /** The store's files in that revision. */
  readonly old: readonly StoredFile[];
  /** The store's files at the head of the clone. */
  readonly current: readonly StoredFile[];
  /** The store in the cluster, when that is known. */
  readonly live?: { readonly spec: StoreSpec; readonly volumes: StoreStatus['volumes'] };
}

/** A file to write. */
export interface Rollback {
  /** Where the store's file is now; where it was when it is gone. */
  readonly path: string;
  readonly content: Uint8Array;
  /** What is there now; absent when the file is gone. */
  readonly before?: Uint8Array;
}

const short = (revision: string): string => revision.slice(0, 12);

function onlyOne(files: readonly StoredFile[], attempted: string, where: string): StoredFile | undefined {
  if (files.length <= 1) return files[0];
  const paths = files.map(({ path }) => path).join(' and ');
  throw new CliError(
    1,
    `${attempted}: ${where} has ${paths}, which claim one name. Give the folder of the fleet with --path`,
  );
}

/** What the controller would hold the file back for, though it is fine by itself: another engine, smaller volumes. */
function objections(next: StoreSpec, path: string, { current: [current], live }: RollbackFacts): string[] {
  const parsed = current === undefined ? undefined : parseStoreFile(current.content, current.path);
  const known = [live?.spec, parsed !== undefined && 'store' in parsed ? parsed.store.spec : undefined];
  const sizes = liveVolumeSizes(next, live?.volumes ?? []);
  const found = known.flatMap((spec) => validateChange(spec, next, volumeSizes, sizes));
  const messages = found.map(({ message }) => message);
  return [...new Set(messages)].map((message) => `${path}: ${message}`);
}

/**
 * What a rollback writes; undefined when the file is as it was in that revision already.
 *
 * @throws CliError (1) when that revision has no file of the store, or none that could be applied now
 */
export function decideRollback(facts: RollbackFacts): Rollback | undefined {
  const { store, revision } = facts;
  const attempted = `could not roll ${store} back to ${short(revision)}`;
  const old = onlyOne(facts.old, attempted, 'that revision');
  if (old === undefined) throw new CliError(1, `${attempted}: that revision has no file of the store`);
  const current = onlyOne(facts.current, attempted, 'the head');
  const path = current?.path ?? old.path;
  const parsed = parseStoreFile(old.content, path);
  const problems =
    'problems' in parsed ? parsed.problems.map(renderProblem) : objections(parsed.store.spec, path, facts);
  if (problems.length > 0) {
    const list = problems.map((problem) => `\n  ${problem}`).join('');
    throw new CliError(
      1,
      `${attempted}: the file as it was then could not be applied now. Change the file of today instead; nothing was written:${list}`,
    );
  }
  if (current !== undefined && Buffer.compare(current.content, old.content) === 0) return undefined;
  return { path, content: old.content, ...(current !== undefined && { before: current.content }) };
}
