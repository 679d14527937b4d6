import type { ChangeView } from '../api/change-view.ts';
import { changeViewOf } from './change-view-of.ts';
import type { WriteHands } from './writers.ts';

/** The status, or check run, that says what a pull request would do. */
const planContext = 'urumi/plan';

/** How far a change is: its pull request, and what its plan says. @throws ForgeError */
export async function readChange(number: number, { forge, signal }: WriteHands): Promise<ChangeView> {
  const pull = await forge.readPullRequest(number, signal);
  return changeViewOf(pull, await forge.readVerdict(pull.head.sha, planContext, signal));
}

export interface MergeWishOfPerson {
  readonly number: number;
  readonly headSha: string;
  readonly approveClosures?: number | undefined;
}

/** Merges a change as the person may, with the approval of its closings when they give it. @throws ForgeError */
export async function mergeChange(
  { number, headSha, approveClosures }: MergeWishOfPerson,
  hands: WriteHands,
): Promise<ChangeView> {
  const { forge, signal } = hands;
  const message = approveClosures === undefined ? {} : { message: `Urumi-Approve-Closures: ${approveClosures}` };
  await forge.mergePullRequest(number, { headSha, ...message }, signal);
  return readChange(number, hands);
}
