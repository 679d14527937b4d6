import type { ApiError } from '../../cluster/errors.ts';
import { kindOf } from './kind-of.ts';
import { holdsData, removalCommand } from './kubectl-words.ts';
import type { Problem } from './record.ts';

/** As Kubernetes 1.36 words it: Jobs and selectors; Services; StatefulSets; claims; role bindings. */
const wording =
  /immutable|may not change once set|updates to statefulset spec for fields other than|cannot change roleRef|primary clusterIP can not be unset/i;

/**
 * What to tell when the API server refuses an apply because a field can never change on the object that is there: which field, and what may be done.
 * Nothing is deleted and made anew by itself, whatever the kind.
 *
 * @returns undefined for every other refusal
 */
export function immutableProblem(error: ApiError, id: string): Problem | undefined {
  if (error.code !== 'Invalid') return undefined;
  const causes = error.causes.filter(({ message }) => wording.test(message));
  if (causes.length === 0 && !wording.test(error.detail)) return undefined;
  const fields = [...new Set(causes.map(({ field }) => field).filter((field) => field !== ''))];
  const what = fields.length === 0 ? 'a field' : fields.slice(0, 3).join(' and ');
  return {
    reason: 'ImmutableField',
    message: `${what} cannot be changed on the object that is there. ${whatToDo(id)}`,
  };
}

function whatToDo(id: string): string {
  if (holdsData(id))
    return 'It holds data, so it stays as it is: put the store file back to what it was (git revert), or restore the data under another name.';
  const loss =
    kindOf(id) === 'StatefulSet'
      ? 'It holds no data itself (the volume is a claim of its own), but the shop is away until its pod is back.'
      : 'It holds no data.';
  return `${loss} Remove it with \`${removalCommand(id)}\`, and the controller makes it anew.`;
}
