import type { Log } from '../../../cluster/log.ts';

/** One write, or one that was tried: who, what, when, from which address, which pull request. */
export interface AuditEntry {
  /** ms since the epoch. */
  readonly at: number;
  readonly login: string;
  readonly address: string;
  /** `close`, `reopen`, `open`, `change`, `suspend`, `rollback`, `merge`. */
  readonly action: string;
  /** Absent when it is about no single store. */
  readonly store?: string;
  readonly outcome: 'done' | 'refused';
  /** Number of the pull request; absent when none came of it. */
  readonly pullRequest?: number;
  /** Why it was refused, as the person was told. */
  readonly reason?: string;
}

/** As many as a page of activity shows. */
const mostKept = 1_000;

/** What was written, and by whom: a line in the log for each, which is what lasts, and the last ones at hand. */
export class AuditLog {
  readonly #log: Log;
  readonly #entries: AuditEntry[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  record(entry: AuditEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > mostKept) this.#entries.shift();
    const { at, ...rest } = entry;
    this.#log.info({ audit: { ...rest, at: new Date(at).toISOString() } }, 'a write');
  }

  /** Newest first. */
  entries(): readonly AuditEntry[] {
    return this.#entries.toReversed();
  }
}
