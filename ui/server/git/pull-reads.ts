import { publishedPlan } from '../../../plan/published-plan.ts';
import type { Clock } from '../../../cluster/clock.ts';
import type { ChangedFile, ChangedFiles } from '../../../forge/changed-files.ts';
import type { CommitVerdict } from '../../../forge/commit-status.ts';
import { isForgeError } from '../../../forge/forge-error.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';
import type { PullDetail, PullList, PullView } from '../api/pull-view.ts';
import { ProblemError } from '../http/problem-error.ts';
import { KeptAnswers } from '../live/kept-answers.ts';
import type { ForgeLink } from './forge-link.ts';
import { pullViewOf } from './pull-view-of.ts';
import type { RecentPulls } from './recent-pulls.ts';

/** Of how many open ones the plan is asked for, and how many that are done are told. */
const mostPlanned = 30;
const mostDone = 20;
/** How long what is said of a commit counts, ms: a plan under way ends soon, one that is done is hardly made again. */
const freshFor = { pending: 5_000, done: 60_000 };
const mostKept = 300;
/** Below what a comment may be; our note at its end is no part of it. */
const longestPlan = 66_000;

export interface PullReadsOptions {
  readonly link: ForgeLink;
  readonly pulls: RecentPulls;
  readonly clock: Pick<Clock, 'now'>;
}

/** What a pull request changes, and what its plan says of that. */
type Contents = Pick<PullDetail, 'plan' | 'files' | 'complete'>;

/** Pull requests with their plans, as the receiver of the forge's events has published them there. */
export class PullReads {
  readonly #link: ForgeLink;
  readonly #pulls: RecentPulls;
  readonly #verdicts: KeptAnswers<CommitVerdict | undefined>;
  readonly #contents: KeptAnswers<Contents>;
  /** Heads whose plan is done. */
  readonly #done = new Set<string>();

  constructor({ link, pulls, clock }: PullReadsOptions) {
    this.#link = link;
    this.#pulls = pulls;
    this.#verdicts = new KeptAnswers({ clock, most: mostKept });
    this.#contents = new KeptAnswers({ clock, most: mostKept });
  }

  /** @throws ProblemError 502 when the forge does not answer, and never has */
  async list(): Promise<Pick<PullList, 'open' | 'done'>> {
    const pulls = await this.#pulls.list();
    const open = pulls.filter(({ state }) => state === 'open');
    const done = pulls.filter(({ state }) => state !== 'open').map((pull) => pullViewOf(pull, undefined));
    const views = open.map(async (pull, at) =>
      at < mostPlanned ? await this.#view(pull) : pullViewOf(pull, undefined),
    );
    const ended = ({ endedAt = '' }: PullView): string => endedAt;
    return {
      open: await Promise.all(views),
      done: done.toSorted((a, b) => (ended(a) < ended(b) ? 1 : -1)).slice(0, mostDone),
    };
  }

  /** @throws ProblemError 404 when there is none, 502 when the forge does not answer */
  async detail(number: number): Promise<Omit<PullDetail, 'forge'>> {
    const pull = await this.#find(number);
    const [view, contents] = await Promise.all([this.#view(pull), this.#contentsOf(pull)]);
    return {
      pull: view,
      ...contents,
      commands: [`git fetch origin ${pull.fetchRef}`, `git diff origin/${pull.base.branch}...FETCH_HEAD`],
    };
  }

  async #find(number: number): Promise<PullRequest> {
    const known = (await this.#pulls.list()).find((pull) => pull.number === number);
    if (known !== undefined) return known;
    try {
      return await this.#link.ask((forge, signal) => forge.readPullRequest(number, signal));
    } catch (error) {
      if (!isForgeError(error, 'NotFound')) throw error;
      throw new ProblemError(404, `There is no pull request #${number} in the stores repo.`, { cause: error });
    }
  }

  async #view(pull: PullRequest): Promise<PullView> {
    const { sha } = pull.head;
    const verdict = await this.#verdicts.get(sha, this.#done.has(sha) ? freshFor.done : freshFor.pending, () =>
      this.#link.ask((forge, signal) => forge.readVerdict(sha, publishedPlan.context, signal)),
    );
    if (verdict !== undefined && verdict.state !== 'pending') this.#remember(sha);
    return pullViewOf(pull, verdict);
  }

  #remember(sha: string): void {
    this.#done.add(sha);
    if (this.#done.size > mostKept) this.#done.delete(this.#done.values().next().value ?? '');
  }

  #contentsOf({ number, head }: PullRequest): Promise<Contents> {
    const isDone = this.#done.has(head.sha);
    return this.#contents.get(`${number} ${head.sha} ${isDone}`, isDone ? freshFor.done : freshFor.pending, () =>
      this.#link.ask(async (forge, signal) => {
        const [comment, changed] = await Promise.all([
          forge.findComment(number, publishedPlan.marker, signal),
          forge.listChangedFiles(number, signal),
        ]);
        const plan = comment?.markdown.replace(publishedPlan.note, '').slice(0, longestPlan);
        return { ...(plan !== undefined && { plan }), ...filesOf(changed) };
      }),
    );
  }
}

function filesOf({ files, complete }: ChangedFiles): Pick<PullDetail, 'files' | 'complete'> {
  const shown = files.slice(0, 300);
  return { files: shown.map(fileOf), complete: complete && files.length <= 300 };
}

function fileOf({ path, change, previousPath }: ChangedFile): PullDetail['files'][number] {
  return { path, change, ...(previousPath !== undefined && { previousPath }) };
}
