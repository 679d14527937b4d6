import { closureInForce } from '../../../plan/closure-in-force.ts';
import { ProblemError } from '../http/problem-error.ts';
import { propose } from './propose.ts';
import { baseOf, type StorePlace } from './store-place.ts';
import type { WriteHands } from './writers.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';

/**
 * Proposes to take a store's file away.
 *
 * @throws ProblemError 409 when it is closed, protected, or its file is gone; ForgeError
 */
export async function closeStore(
  { store, fleet, path }: StorePlace,
  { forge, signal }: WriteHands,
): Promise<PullRequest> {
  const { name } = store.metadata;
  if (closureInForce(store) !== undefined) throw new ProblemError(409, `${name} is closed already.`);
  if (store.spec.deletion.protected)
    throw new ProblemError(
      409,
      `${name} is protected: its file says deletion.protected. Change that first, by a pull request of its own, then close it.`,
    );
  const base = await baseOf(fleet, forge, signal);
  if ((await forge.readFile(path, base.sha, signal)) === undefined)
    throw new ProblemError(
      409,
      `${path} is gone from ${base.branch} already: ${name} closes as soon as the cluster follows.`,
    );
  const files = { [path]: null };
  const title = `Close ${name}`;
  const body = `Takes \`${path}\` away. Its shop stops answering; its data is kept until its retention is over, and bringing the file back reopens it.`;
  return propose(forge, { verb: 'close', store: name, base, files, title, body }, signal);
}
