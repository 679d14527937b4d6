import type { Clock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import type { KubeObject } from '../../cluster/object.ts';
import type { Log } from '../../cluster/log.ts';
import type { FleetId } from '../../plan/store-manifest.ts';

/** What a decision is carried out with. */
export interface CarryOutContext {
  readonly api: ApiConnection;
  readonly fleet: FleetId;
  /** Takes in what the API server answered, so that the next decision sees it. */
  readonly take: (store: KubeObject) => void;
  readonly log: Log;
  readonly clock: Clock;
  /** The reportingInstance of Events. */
  readonly identity: string;
  /** Whether a refusal by admission, or for want of a right, counts as something that passes, and is not yet told of the file. */
  readonly isPatient: boolean;
  readonly signal: AbortSignal;
}
