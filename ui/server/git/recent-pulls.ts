import type { Clock } from '../../../cluster/clock.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';
import type { PullRef } from '../api/git-view.ts';
import { KeptAnswers } from '../live/kept-answers.ts';
import type { ForgeLink } from './forge-link.ts';

/** Younger than this, ms, the list is given again. */
const freshFor = 5_000;
/** Of all states, newest first. */
const mostPulls = 100;

/** A pull request, in short. */
export function pullRefOf({ number, title, author, url, openedAt, mergedAt }: PullRequest): PullRef {
  const merged = mergedAt === undefined ? {} : { mergedAt: mergedAt.toISOString() };
  return { number, title, author, url, openedAt: openedAt.toISOString(), ...merged };
}

/** The last pull requests of the stores repo, in all states: one list, however many pages need it. */
export class RecentPulls {
  readonly #link: ForgeLink;
  readonly #kept: KeptAnswers<readonly PullRequest[]>;

  constructor(link: ForgeLink, clock: Pick<Clock, 'now'>) {
    this.#link = link;
    this.#kept = new KeptAnswers({ clock, most: 1 });
  }

  /** Newest first. @throws ProblemError 502 when the forge does not answer, and never has */
  list(): Promise<readonly PullRequest[]> {
    return this.#kept.get('all', freshFor, () =>
      this.#link.ask(async (forge, signal) => {
        const { items } = await forge.findPullRequests({ state: 'all', limit: mostPulls }, signal);
        return items;
      }),
    );
  }

  /** The one that brought a commit, as its head, its merge or squashed; undefined when none of the last ones did. */
  async of(sha: string): Promise<PullRequest | undefined> {
    const pulls = await this.list();
    return pulls.find((pull) => pull.state === 'merged' && (pull.mergeCommitSha === sha || pull.head.sha === sha));
  }
}
