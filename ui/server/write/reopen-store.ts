import type { PullRequest } from '../../../forge/pull-request.ts';
import { closureInForce } from '../../../plan/closure-in-force.ts';
import { ProblemError } from '../http/problem-error.ts';
import { validFile } from './valid-file.ts';
import { lastApplied } from './last-applied.ts';
import { propose } from './propose.ts';
import { baseOf, type StorePlace } from './store-place.ts';
import type { WriteHands } from './writers.ts';

/**
 * Proposes to bring a closed store's file back, as it was when it was last applied.
 *
 * @throws ProblemError 409 when it is not closed, or its data is being deleted; 422 when that file would not be valid now; ForgeError
 */
export async function reopenStore(place: StorePlace, { forge, signal }: WriteHands): Promise<PullRequest> {
  const { store, fleet, path } = place;
  const { name } = store.metadata;
  if (closureInForce(store) === undefined) throw new ProblemError(409, `${name} is not closed.`);
  if (store.status.phase === 'Purging')
    throw new ProblemError(
      409,
      `The data of ${name} is being deleted. When that is done, a new store can have the name.`,
    );
  const base = await baseOf(fleet, forge, signal);
  if ((await forge.readFile(path, base.sha, signal)) !== undefined)
    throw new ProblemError(
      409,
      `${path} is back on ${base.branch} already: ${name} opens as soon as the cluster follows.`,
    );
  const revision = await lastApplied(place, base, { forge, signal });
  const text = await validFile({ path, revision, store: name }, { forge, signal });
  const title = `Reopen ${name}`;
  const body = `Brings \`${path}\` back as it was in ${revision.slice(0, 12)}, when it was last applied. The shop opens with the data that it had.`;
  return propose(forge, { verb: 'reopen', store: name, base, files: { [path]: text }, title, body }, signal);
}
