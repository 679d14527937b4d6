import { annotations } from '../../../synth/spec/names.ts';
import type { Base, StorePlace } from './store-place.ts';
import type { WriteHands } from './writers.ts';

/** Commits of a file that are looked through for it. */
const mostCommits = 20;

/**
 * The commit that has a closed store's file as it was last applied. The Store object knows its blob, and the revision without it; so the file's commits
 * are looked through, from the newest. When none has that blob, as after a force-push, it is the newest that has the file.
 *
 * @returns empty when none has it
 * @throws ForgeError
 */
export async function lastApplied(
  { store, path }: StorePlace,
  base: Base,
  { forge, signal }: Omit<WriteHands, 'session'>,
): Promise<string> {
  const wanted = store.metadata.annotations[annotations.blob];
  let newest = '';
  for (const { sha } of await forge.readLog({ revision: base.sha, path, limit: mostCommits }, signal)) {
    const file = await forge.readFile(path, sha, signal);
    if (file?.blob === wanted && file !== undefined) return sha;
    if (newest === '' && file !== undefined) newest = sha;
  }
  return newest;
}
