import type { PullRequest } from '../../../forge/pull-request.ts';

/** What of an open pull request it takes to plan it. */
export interface OpenPull {
  readonly number: number;
  readonly head: { readonly sha: string };
  readonly base: { readonly branch: string };
}

/**
 * The open pull requests, as they were last seen. A check belongs to a commit, and one commit may be the head of several pull requests: into staging and into
 * production. What the check says has to hold for each of them.
 */
export class OpenPulls {
  readonly #known = new Map<number, OpenPull>();

  /** Sees one as it is. @returns those that shared a check with it until now */
  see({ number, head, base }: PullRequest): readonly OpenPull[] {
    const before = this.#known.get(number);
    this.#known.set(number, { number, head: { sha: head.sha }, base: { branch: base.branch } });
    const hasMoved = before !== undefined && (before.head.sha !== head.sha || before.base.branch !== base.branch);
    return hasMoved ? this.twinsOf(before) : [];
  }

  /** One is not open any more. @returns those that shared a check with it */
  forget(number: number): readonly OpenPull[] {
    const before = this.#known.get(number);
    this.#known.delete(number);
    return before === undefined ? [] : this.twinsOf(before);
  }

  /** Remembers none but these. @returns those that shared a check with one of the others */
  keepOnly(open: ReadonlySet<number>): readonly OpenPull[] {
    const gone = [...this.#known.keys()].filter((number) => !open.has(number));
    return gone.flatMap((number) => this.forget(number)).filter(({ number }) => open.has(number));
  }

  /** The others with the same head that are to be merged elsewhere. */
  twinsOf({ number, head, base }: OpenPull): readonly OpenPull[] {
    return [...this.#known.values()].filter(
      (other) => other.number !== number && other.head.sha === head.sha && other.base.branch !== base.branch,
    );
  }
}
