import { parseStoreFile } from '../../../synth/spec/parse-store-file.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { WriteHands } from './writers.ts';

/** A store's file in a revision. */
export interface WantedFile {
  readonly path: string;
  /** Commit id. */
  readonly revision: string;
  readonly store: string;
}

const commitId = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * The text of a store's file as it was, when it could still be applied.
 *
 * @throws ProblemError 409 when that revision does not have it, 422 with what is wrong with it by today's rules; ForgeError
 */
export async function validFile(
  { path, revision, store }: WantedFile,
  { forge, signal }: Omit<WriteHands, 'session'>,
): Promise<string> {
  const file = commitId.test(revision) ? await forge.readFile(path, revision, signal) : undefined;
  if (file === undefined)
    throw new ProblemError(
      409,
      `${path} could not be found in ${revision === '' ? 'any known revision' : revision.slice(0, 12)}. Look for it with: git log --all -- ${path}`,
    );
  const parsed = parseStoreFile(file.content, path);
  if ('store' in parsed) return Buffer.from(file.content).toString('utf8');
  const issues = parsed.problems.map((problem) => ({ path: problem.path, message: problem.message }));
  throw new ProblemError(
    422,
    `The file that ${store} had in ${revision.slice(0, 12)} would not be valid today; issues says why. Bring it back by hand, corrected.`,
    { issues },
  );
}
