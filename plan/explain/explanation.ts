import type { Condition, StageName } from '../../synth/spec/status.ts';
import type { StoreStatus } from '../../synth/spec/store.ts';

/** The stage that a store is in. */
export interface CurrentStage {
  readonly name: StageName;
  readonly state: 'Pending' | 'Running' | 'Failed';
  /** ISO 8601 */
  readonly since?: string;
  /** When the stage, or the whole rollout, counts as failed; ISO 8601. */
  readonly deadline?: string;
  readonly message?: string;
}

export interface ExplainedEvent {
  /** ISO 8601 */
  readonly at: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** What `urumi explain -o json` prints: all that is known of how a store fares. Fields that do not apply are absent. */
export interface Explanation {
  readonly store: string;
  readonly phase: string;
  /** One word: what the store waits for, or why it is as it is. */
  readonly reason: string;
  readonly message: string;
  /** Since when it is so; ISO 8601. */
  readonly since?: string;
  readonly stage?: CurrentStage;
  /** What comes next, in order. */
  readonly next: readonly string[];
  /** What a person can do. Empty: nothing needs doing. */
  readonly todo: readonly string[];
  /** Why the file at the head is not applied. */
  readonly held?: string;
  readonly url?: string;
  readonly adminUrl?: string;
  readonly file?: string;
  readonly revision?: string;
  readonly volumes: StoreStatus['volumes'];
  /** A closed store: since when, until when its data is kept. */
  readonly closedAt?: string;
  readonly purgeAt?: string;
  /** The revision without its file: the head at the time. */
  readonly closedBy?: string;
  readonly conditions: readonly Condition[];
  readonly history: StoreStatus['history'];
  /** Newest last. */
  readonly events: readonly ExplainedEvent[];
}
