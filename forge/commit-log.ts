/** A commit, as the forge tells of it. Message and names are what people wrote: not to be trusted. */
export interface LoggedCommit {
  readonly sha: string;
  /** First line of the message, at most 500 characters. */
  readonly title: string;
  /** Name of the author, as the commit has it. */
  readonly author: string;
  /** When it was committed. */
  readonly at: Date;
  /** A merge has more than one. */
  readonly parents: readonly string[];
  /** Of its page. */
  readonly url: string;
}

export interface CommitLogQuery {
  /** Id of the commit to begin with. */
  readonly revision: string;
  /** Only commits that changed this file. */
  readonly path?: string;
  /** At most 100. @default 20 */
  readonly limit?: number;
}
