import type { Clock } from '../../../cluster/clock.ts';
import type { LoggedCommit } from '../../../forge/commit-log.ts';
import { isForgeError } from '../../../forge/forge-error.ts';
import type { CommitView, StoreGit } from '../api/git-view.ts';
import { KeptAnswers } from '../live/kept-answers.ts';
import type { ForgeLink } from './forge-link.ts';
import { pullRefOf, type RecentPulls } from './recent-pulls.ts';

/** Stores whose files and histories are kept. A file of more characters is cut. */
const mostKept = 300;
const longestText = 65_536;
const mostCommits = 10;

/** Where a store's file is. */
export interface FileAt {
  readonly path: string;
  readonly revision: string;
  /** Its blob's id, when that is known: the same content is read once, in whatever revision. */
  readonly blob: string | undefined;
}

type FileView = StoreGit['file'];

export interface StoreFilesOptions {
  readonly link: ForgeLink;
  readonly pulls: RecentPulls;
  readonly clock: Pick<Clock, 'now'>;
}

/** The stores' files as they are in Git, with their last commits. A commit never changes, so each is asked for once. */
export class StoreFiles {
  readonly #link: ForgeLink;
  readonly #pulls: RecentPulls;
  readonly #texts: KeptAnswers<FileView>;
  readonly #logs: KeptAnswers<readonly LoggedCommit[]>;

  constructor({ link, pulls, clock }: StoreFilesOptions) {
    this.#link = link;
    this.#pulls = pulls;
    this.#texts = new KeptAnswers({ clock, most: mostKept });
    this.#logs = new KeptAnswers({ clock, most: mostKept });
  }

  /** @throws ProblemError 502 when the forge does not answer, and this was not asked before */
  async of(at: FileAt): Promise<Pick<StoreGit, 'file' | 'commits' | 'pull'>> {
    const { path, revision, blob } = at;
    const [file, log] = await Promise.all([
      this.#texts.get(`${path} ${blob ?? revision}`, Infinity, () => this.#read(at)),
      this.#logs.get(`${path} ${revision}`, Infinity, () => this.#log(at)),
    ]);
    const commits = await Promise.all(log.map((commit) => this.#view(commit)));
    const [newest] = log;
    const pull =
      newest === undefined ? undefined : ((await this.#pulls.of(newest.sha)) ?? (await this.#pulls.of(revision)));
    return { ...(file !== undefined && { file }), commits, ...(pull !== undefined && { pull: pullRefOf(pull) }) };
  }

  async #view({ sha, title, author, at, url }: LoggedCommit): Promise<CommitView> {
    const pull = await this.#pulls.of(sha);
    return { sha, title, author, at: at.toISOString(), url, ...(pull !== undefined && { pull: pull.number }) };
  }

  #read({ path, revision }: FileAt): Promise<FileView> {
    return this.#link.ask(async (forge, signal) => {
      const file = await forge.readFile(path, revision, signal);
      if (file === undefined) return undefined;
      const text = Buffer.from(file.content).toString('utf8');
      return { text: text.slice(0, longestText), cut: text.length > longestText, blob: file.blob };
    });
  }

  async #log({ path, revision }: FileAt): Promise<readonly LoggedCommit[]> {
    try {
      return await this.#link.ask((forge, signal) => forge.readLog({ path, revision, limit: mostCommits }, signal));
    } catch (error) {
      // The branch was rewritten, and the commit is gone with what it was on.
      if (isForgeError(error, 'NotFound')) return [];
      throw error;
    }
  }
}
