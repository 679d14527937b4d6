import type { Log as ClusterLog } from '../cluster/log.ts';

/** Where the webhook writes what happened: one line per event; the message is a constant, what varies is in the fields. Never a secret. */
export interface Log extends ClusterLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
}
