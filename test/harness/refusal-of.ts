import { isApiError } from '../../cluster/errors.ts';

/**
 * What the API server refuses something with; nothing when it lets it pass. It hears of bindings, policies and namespaces by watches: a moment after they were made or changed, and on a busy machine later. What
 * depends on one is asked `until` it counts: until there is no refusal, or one that names the policy, since the want of a right is a refusal too.
 *
 * @throws whatever else goes wrong
 */
export async function refusalOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (isApiError(error, 'Forbidden', 'Invalid')) return error.detail;
    throw error;
  }
}
