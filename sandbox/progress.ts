/** One thing that happened on the way to a running sandbox. */
export interface ProgressEvent {
  /** What it is about: a binary or component (`kube-apiserver`), `control plane`, `forge`. */
  readonly name: string;
  readonly step:
    | 'found'
    | 'skipped'
    | 'downloading'
    | 'building'
    | 'installed'
    | 'failed'
    | 'waiting'
    | 'starting'
    | 'ready'
    | 'stopped';
  /** For people: where it was found, why it was skipped, how far it got. */
  readonly detail?: string;
  /** Since this thing was begun, ms. */
  readonly elapsedMs: number;
}

/** Called for every step, and at least every three seconds while something long goes on. */
export type OnProgress = (event: ProgressEvent) => void;

/** @example `kube-apiserver: building (412 packages), 63 s` */
export function describeProgress({ name, step, detail, elapsedMs }: ProgressEvent): string {
  const time = elapsedMs < 1000 ? '' : `, ${Math.round(elapsedMs / 1000)} s`;
  return `${name}: ${step}${detail === undefined ? '' : ` (${detail})`}${time}`;
}
