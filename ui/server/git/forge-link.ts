import type { Clock } from '../../../cluster/clock.ts';
import { isForgeError } from '../../../forge/forge-error.ts';
import type { Forge } from '../../../forge/forge.ts';
import { repositoryAddress } from '../../../forge/repository-address.ts';
import type { ForgeState } from '../api/git-view.ts';
import { ProblemError } from '../http/problem-error.ts';

/** A page does not wait longer for a forge, ms. */
const patience = 8_000;
/** After a failure it is left alone for so long, ms: all who ask meanwhile are told at once. */
const restFor = 5_000;

/** What a person can do about it; the forge's own words are in the log of whoever looks after it. */
function words(error: unknown, url: string): string {
  if (isForgeError(error, 'Unauthorized', 'Forbidden', 'Misconfigured'))
    return `the forge at ${url} refuses this server's credentials`;
  if (isForgeError(error, 'RateLimited')) return `the forge at ${url} wants fewer questions for a while`;
  return `the forge at ${url} does not answer; it is asked again every few seconds`;
}

/** The forge as pages ask it: bounded in time, left alone for a while when it fails, and known to be current or not. */
export class ForgeLink {
  readonly #forge: Forge | undefined;
  readonly #now: Clock['now'];
  readonly #stopping: AbortSignal;
  #lastAnswer: number | undefined;
  #failure: { readonly at: number; readonly says: string } | undefined;

  /** @param forge with rights to read; undefined: there is none */
  constructor(forge: Forge | undefined, clock: Pick<Clock, 'now'>, stopping: AbortSignal) {
    this.#forge = forge;
    this.#now = () => clock.now();
    this.#stopping = stopping;
  }

  /** Whether a repository is the one that the forge was asked of. */
  isOf(repositoryUrl: string): boolean {
    if (this.#forge === undefined) return false;
    const { url, owner, name } = this.#forge.repository;
    return repositoryAddress(repositoryUrl) === repositoryAddress(`${url}/${owner}/${name}`);
  }

  /** Whether what was told of the forge is current. */
  state(): ForgeState {
    if (this.#forge === undefined)
      return { configured: false, current: false, says: 'no forge is configured: see urumi ui --forge' };
    if (this.#failure === undefined) return { configured: true, current: true, says: '' };
    const since = this.#lastAnswer === undefined ? {} : { since: new Date(this.#lastAnswer).toISOString() };
    return { configured: true, current: false, ...since, says: this.#failure.says };
  }

  /**
   * Asks the forge.
   *
   * @throws ProblemError 502 when it does not answer; ForgeError `NotFound` and `TooLarge`, which are answers
   */
  async ask<T>(work: (forge: Forge, signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#forge === undefined) throw new ProblemError(502, this.state().says);
    const now = this.#now();
    if (this.#failure !== undefined && now - this.#failure.at < restFor)
      throw new ProblemError(502, this.#failure.says);
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(patience), this.#stopping]);
      const answer = await work(this.#forge, signal);
      this.#answered();
      return answer;
    } catch (error) {
      if (isForgeError(error, 'NotFound', 'TooLarge')) {
        this.#answered();
        throw error;
      }
      if (!isForgeError(error)) throw error;
      this.#failure = { at: this.#now(), says: words(error, this.#forge.repository.url) };
      throw new ProblemError(502, this.#failure.says, { cause: error });
    }
  }

  #answered(): void {
    this.#failure = undefined;
    this.#lastAnswer = this.#now();
  }
}
