/** A line of a file that a check run has something to say about. */
export interface CheckAnnotation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column?: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string;
}

/** What a check run is to say. */
export type CheckRunWish = CheckRunText &
  (
    | { readonly status: 'queued' | 'in_progress' }
    | {
        readonly status: 'completed';
        readonly conclusion:
          | 'success'
          | 'failure'
          | 'neutral'
          | 'cancelled'
          | 'skipped'
          | 'timed_out'
          | 'action_required';
      }
  );

interface CheckRunText {
  /** `urumi/plan` */
  readonly name: string;
  readonly headSha: string;
  /** One line. */
  readonly title: string;
  /** Markdown, at most 65,535 characters; what is longer is cut, and says so. */
  readonly summary: string;
  /** Where to read more; http(s). */
  readonly detailsUrl?: string;
  /** The first 50 are shown. */
  readonly annotations?: readonly CheckAnnotation[];
}

export interface CheckRun {
  readonly id: number;
  /** Of its page. */
  readonly url: string;
}
