import { annotations } from '../../synth/spec/names.ts';
import type { FleetObject } from '../../synth/spec/objects.ts';
import type { FleetCredentials } from './fleet-credentials.ts';
import { FileReader } from './file-reader.ts';
import type { RefusedFile } from './fleet-decision.ts';
import type { PassResult, TakenApproval } from './fleet-status.ts';
import type { RevisionView } from '../../plan/read-revision.ts';
import type { SourceFailure } from './source-failure.ts';
import type { StoresRepository } from './stores-repository.ts';

/** The repository that a fleet follows now. */
export interface OpenSource {
  /** Changes when the fleet names another repository, branch or Secret. */
  readonly key: string;
  readonly repository: StoresRepository;
  readonly credentials?: FleetCredentials;
}

/** What the loop remembers of a fleet between turns. Losing it costs a fetch and a decision, nothing else. Times are ms since the epoch. */
export interface FleetState {
  source?: OpenSource;
  /** The head as it was last read. */
  view?: RevisionView;
  failure?: SourceFailure;
  result?: PassResult;
  rewrittenFrom?: string;
  /** The last approval that took effect in this process. */
  approval?: TakenApproval;
  readonly reader: FileReader;
  refused: ReadonlyMap<string, RefusedFile>;
  /** Refusals are forgotten then: policies change without telling. */
  refusedUntil: number;
  /** Failures in a row. */
  fetchFailures: number;
  passFailures: number;
  /** Since when passes have been incomplete. */
  incompleteSince?: number;
  fetchAt: number;
  passAt: number;
  statusAt: number;
  /** The API server has asked to be left alone until then. */
  restUntil: number;
  /** Since when the status shown is not the status meant; 0 when it is. */
  differsSince: number;
  statusWrittenAt: number;
  /** What was last seen of the Fleet object: a change asks for a fetch. */
  seen: string;
}

/** What of a Fleet object asks for a fetch when it changes. */
export function triggerOf({ metadata }: FleetObject): string {
  const { [annotations.reconcileAt]: asked = '', [annotations.approvedClosures]: approved = '' } = metadata.annotations;
  return `${metadata.uid} ${metadata.generation} ${asked} ${approved}`;
}

/** The state of a fleet that was not known before. */
export function freshState(): FleetState {
  return {
    reader: new FileReader(),
    refused: new Map(),
    refusedUntil: 0,
    fetchFailures: 0,
    passFailures: 0,
    fetchAt: 0,
    passAt: Infinity,
    statusAt: Infinity,
    restUntil: 0,
    differsSince: 0,
    statusWrittenAt: 0,
    seen: '',
  };
}
