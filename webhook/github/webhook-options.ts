import type { Registry } from 'prom-client';
import type { Clock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import type { Forge } from '../../forge/forge.ts';
import type { FleetCredentialSource } from './pulls/fleet-mirrors.ts';
import type { Log } from '../../cluster/log.ts';
import type { SecretSource } from './receive/secret-source.ts';

/** What the receiver of a forge's events runs with: one repository on one forge. */
export interface WebhookOptions {
  /** Closed by whoever opened it. */
  readonly api: ApiConnection;
  /** Where Store and Fleet objects are. */
  readonly namespace: string;
  /** The repository whose pull requests are planned. Closed by whoever opened it. */
  readonly forge: Forge;
  /** For Git. A token's source fits. Absent: the repository is asked without credentials. */
  readonly credentials?: FleetCredentialSource;
  /** Secrets that the forge may sign with: one, or two while they are rotated. */
  readonly secrets: SecretSource;
  /** Where mirrors of the stores repo are kept. Losing it costs a clone; no two processes may share it. */
  readonly dataDir: string;
  readonly log: Log;
  /** Where the receiver listens; 0: any free port. */
  readonly port: number;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** Path that takes deliveries. @default /webhook */
  readonly path?: string;
  /** Address of the web UI, for links to a store's log: `https://urumi.example`. Absent: no such links. */
  readonly ui?: string;
  /** How often pull requests are looked at when no event tells of them, ms. @default 60,000 */
  readonly pollMs?: number;
  /** @default one of its own */
  readonly registry?: Registry;
  /** @default the system's */
  readonly clock?: Clock;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
}

/** A receiver that takes deliveries. */
export interface RunningWebhook {
  /** Where the forge is to deliver: `http://127.0.0.1:8082/webhook`. */
  readonly url: string;
  /** Resolves when Stores and Fleets are known and pull requests are planned; rejects when it is stopped before. */
  readonly ready: Promise<void>;
  /** Why it is not ready now; empty when it is. */
  notReady(): readonly string[];
  /** Takes nothing new, ends what is under way, and resolves when nothing runs any more. */
  stop(): Promise<void>;
}
