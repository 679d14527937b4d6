import type { OnProgress } from '../progress.ts';
import type { SandboxError } from '../sandbox-error.ts';
import type { Stage } from './stages.ts';

export interface ControlPlaneOptions {
  /** Where it keeps everything; survives a restart. Default: a temporary folder, deleted by `stop`. */
  readonly dataDir?: string;
  /** Survive a power cut. Default: true with a `dataDir`, else false. */
  readonly durable?: boolean;
  /** Record all requests; see `ControlPlane.audit`. Default false. */
  readonly audit?: boolean;
  /** Run kube-scheduler. Default true. */
  readonly scheduler?: boolean;
  /** Run kwok, which simulates nodes, pods and volumes. Default true. */
  readonly kwok?: boolean;
  /** How many simulated nodes of 64 processors and 512 GiB, at most 64. Default 4; none without kwok. */
  readonly nodes?: number;
  /** What kwok does to pods, in place of running them at once. */
  readonly podStages?: readonly Stage[];
  readonly onProgress?: OnProgress;
  /** Called when a component ends without having been told to, after the control plane got ready. */
  readonly onFailure?: (error: SandboxError) => void;
  /** Gives up the start; does nothing once it is done. */
  readonly signal?: AbortSignal;
}
