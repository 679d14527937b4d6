import type { Clock } from '../../../cluster/clock.ts';
import type { LoggedCommit } from '../../../forge/commit-log.ts';
import type { Activity, ActivityList, ActivityQuery } from '../api/activity-view.ts';
import type { ForgeLink } from '../git/forge-link.ts';
import type { RecentPulls } from '../git/recent-pulls.ts';
import { KeptAnswers } from '../live/kept-answers.ts';
import type { LivePicture } from '../live/live-picture.ts';
import type { AuditEntry } from '../write/audit-log.ts';
import { pullActivity, pushActivity } from './git-activity.ts';
import { pageOf } from './page-of.ts';
import { storeActivity } from './store-activity.ts';

/** How long a list of all that is at hand counts, ms: many who look cost what one does. */
const freshFor = 3_000;
/** Commits of a branch that are looked through. */
const mostCommits = 100;

export interface ActivitiesOptions {
  readonly link: ForgeLink;
  readonly pulls: RecentPulls;
  readonly picture: LivePicture;
  readonly clock: Pick<Clock, 'now'>;
  /** What people did here. */
  readonly written: () => readonly AuditEntry[];
}

/** An entry of the audit log, as it is shown. */
function writtenActivity({ at, login, address, action, store, outcome, pullRequest, reason }: AuditEntry): Activity {
  const about = store === undefined ? action : `${action} ${store}`;
  return {
    at: new Date(at).toISOString(),
    source: 'here',
    kind: outcome === 'done' ? 'asked' : 'refused',
    what: outcome === 'done' ? `Asked to ${about}` : `Was refused to ${about}: ${reason ?? ''}`,
    by: login,
    address,
    ...(store !== undefined && { store }),
    ...(pullRequest !== undefined && { pull: pullRequest }),
  };
}

/** Who did what and when, of all that is at hand: the last pull requests and commits, what the stores went through, what people did here. */
export class Activities {
  readonly #options: ActivitiesOptions;
  readonly #logs: KeptAnswers<readonly LoggedCommit[]>;
  readonly #all: KeptAnswers<readonly Activity[]>;

  constructor(options: ActivitiesOptions) {
    this.#options = options;
    this.#logs = new KeptAnswers({ clock: options.clock, most: 20 });
    this.#all = new KeptAnswers({ clock: options.clock, most: 1 });
  }

  async page(query: ActivityQuery): Promise<ActivityList> {
    const all = await this.#all.get('all', freshFor, () => this.#gather());
    return { forge: this.#options.link.state(), ...pageOf(all, query) };
  }

  async #gather(): Promise<readonly Activity[]> {
    const { picture, written } = this.#options;
    const inCluster = [...picture.stores()].flatMap(storeActivity);
    return [...(await this.#inGit()), ...inCluster, ...written().map(writtenActivity)];
  }

  /** Nothing while the forge is away and never answered: the rest is told all the same, and `forge` says why this is missing. */
  async #inGit(): Promise<readonly Activity[]> {
    const { link, pulls, picture } = this.#options;
    const heads = picture
      .fleets()
      .flatMap(({ repository, head }) => (head !== undefined && link.isOf(repository) ? [head] : []));
    const storeOf = (title: string): string | undefined =>
      title
        .toLowerCase()
        .split(/[^a-z0-9-]+/)
        .find((word) => word !== '' && picture.store(word) !== undefined);
    try {
      const [list, ...logs] = await Promise.all([pulls.list(), ...[...new Set(heads)].map((head) => this.#log(head))]);
      return [
        ...list.flatMap((pull) => pullActivity(pull, storeOf)),
        ...logs.flatMap((log) => pushActivity(log, list, storeOf)),
      ];
    } catch (error) {
      if (link.state().current) throw error;
      return [];
    }
  }

  #log(revision: string): Promise<readonly LoggedCommit[]> {
    const { link } = this.#options;
    return this.#logs.get(revision, Infinity, () =>
      link.ask((forge, signal) => forge.readLog({ revision, limit: mostCommits }, signal)),
    );
  }
}
