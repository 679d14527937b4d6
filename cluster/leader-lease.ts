import type { Clock } from './clock.ts';
import type { ApiConnection } from './connection.ts';
import { isApiError } from './errors.ts';
import { collectionPath, kindInfo } from './kinds.ts';
import type { Log } from './log.ts';
import type { KubeObject } from './object.ts';
import { pause } from './pause.ts';

/** Another process leads now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor(lease: string, holder: string) {
    super(
      `Could not go on leading: ${holder} has taken the lease ${lease}, because this process did not renew it in time. It must not write any more; start it again, and it stands by.`,
    );
  }
}

/** The lease as it is written (coordination.k8s.io/v1). */
interface Lease extends KubeObject {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

/** As client-go and controller-runtime have it: a lease is good for 15 s, whoever holds it stops writing after 10 s without a renewal, and each asks every 2 s. */
const durationMs = 15_000;
const renewDeadlineMs = 10_000;
const retryMs = 2_000;
/** Of one request: a renewal has room for another try before the deadline. */
const timeoutMs = 4_000;

export interface LeaderLeaseOptions {
  readonly api: ApiConnection;
  readonly namespace: string;
  readonly name: string;
  /** Who asks: a process that starts again under the same name goes on leading at once, so no two may have it at a time. */
  readonly identity: string;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** Told who leads, when this process begins to wait for its end, and when it is another. */
  readonly onStandBy?: ((leader: string) => void) | undefined;
}

/**
 * The right of one process among several to write: a Lease of the cluster, in the way of client-go's leader election
 * (https://kubernetes.io/docs/concepts/architecture/leases/). Clocks are not compared: a lease of somebody else's is over when it has not changed for its duration since we first saw it so.
 */
export class LeaderLease {
  readonly #options: LeaderLeaseOptions;
  readonly #path: string;
  readonly #collection: string;
  /** As last read or written. */
  #known: Lease | undefined;
  /** When we first saw it so, ms since the epoch. */
  #seenAt = 0;
  /** When the last request that made or renewed it was sent: from then on it is good. */
  #renewedAt = -Infinity;

  constructor(options: LeaderLeaseOptions) {
    this.#options = options;
    this.#collection = collectionPath(kindInfo('Lease', 'coordination.k8s.io'), options.namespace);
    this.#path = `${this.#collection}/${options.name}`;
  }

  /** Whether this process may write now: it has renewed the lease, and nobody else can have it yet. */
  get isHeld(): boolean {
    return this.#options.clock.now() - this.#renewedAt < renewDeadlineMs;
  }

  /** Who holds it, as far as is known; empty: nobody. */
  get holder(): string {
    return this.#known?.spec?.holderIdentity ?? '';
  }

  /**
   * Waits until this process holds the lease.
   *
   * @throws the signal's reason
   */
  async acquire(signal: AbortSignal): Promise<void> {
    const { log, identity, clock, random } = this.#options;
    let told = '';
    while (!(await this.#isTaken(signal))) {
      if (told !== this.holder) this.#standBy();
      told = this.holder;
      // Jitter: those that stand by should not all ask at one time.
      await pause(clock, retryMs * (1 + 0.2 * random()), signal);
    }
    log.info({ lease: this.#path, identity }, 'this process leads');
  }

  /**
   * Renews the lease until the signal is aborted. When the API server is away it goes on trying: nobody else can take the lease then either.
   *
   * @throws LeaseLostError when another process has it
   */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock, identity, name } = this.#options;
    for (;;) {
      await pause(clock, retryMs, signal);
      if (signal.aborted) return;
      if (await this.#isTaken(signal)) continue;
      if (this.holder !== '' && this.holder !== identity) {
        this.#renewedAt = -Infinity;
        throw new LeaseLostError(name, this.holder);
      }
    }
  }

  /** Gives the lease back, so that another does not wait for its end. One that cannot be given back ends by itself. */
  async release(): Promise<void> {
    const { log, identity } = this.#options;
    this.#renewedAt = -Infinity;
    if (this.holder !== identity || this.#known === undefined) return;
    try {
      await this.#replace({
        ...this.#known,
        spec: { ...this.#known.spec, holderIdentity: '', leaseDurationSeconds: 1 },
      });
    } catch (error) {
      log.info({ lease: this.#path, error: String(error) }, 'the lease was not given back; it ends by itself');
    }
  }

  /** Takes or renews the lease, when that may be. @returns whether it is ours now */
  async #isTaken(signal: AbortSignal): Promise<boolean> {
    const { clock, identity, log } = this.#options;
    try {
      // What we wrote last is most likely still so: a renewal is one request.
      if (this.holder !== identity) await this.#read(signal);
      if (!this.#isFree()) return false;
      const sentAt = clock.now();
      await this.#write(signal);
      this.#renewedAt = sentAt;
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (isApiError(error, 'Conflict', 'AlreadyExists', 'NotFound')) await this.#readAgain(signal);
      else
        log.warn(
          { lease: this.#path, error: String(error) },
          'the lease could not be taken or renewed; it is tried again',
        );
      return false;
    }
  }

  /** Somebody was faster, or the answer to our own last renewal was lost. */
  async #readAgain(signal: AbortSignal): Promise<void> {
    const { log } = this.#options;
    try {
      await this.#read(signal);
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ lease: this.#path, error: String(error) }, 'the lease could not be read; it is tried again');
    }
  }

  #standBy(): void {
    const { log, onStandBy } = this.#options;
    log.info({ lease: this.#path, holder: this.holder }, 'another process leads; this one stands by');
    onStandBy?.(this.holder);
  }

  #isFree(): boolean {
    const { clock, identity } = this.#options;
    const { holder } = this;
    const goodForMs = (this.#known?.spec?.leaseDurationSeconds ?? 0) * 1_000;
    return holder === '' || holder === identity || clock.now() - this.#seenAt >= goodForMs;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { api } = this.#options;
    try {
      this.#see(await api.request<Lease>({ method: 'GET', path: this.#path, timeoutMs, signal }));
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
      this.#known = undefined;
    }
  }

  #see(lease: Lease): void {
    if (lease.metadata.resourceVersion !== this.#known?.metadata.resourceVersion)
      this.#seenAt = this.#options.clock.now();
    this.#known = lease;
  }

  async #write(signal: AbortSignal): Promise<void> {
    const { api, namespace, name, identity, clock } = this.#options;
    const known = this.#known;
    const now = new Date(clock.now()).toISOString().replace('Z', '000Z');
    const isOurs = this.holder === identity;
    const spec = {
      ...known?.spec,
      holderIdentity: identity,
      leaseDurationSeconds: durationMs / 1_000,
      renewTime: now,
      ...(!isOurs && { acquireTime: now, leaseTransitions: (known?.spec?.leaseTransitions ?? -1) + 1 }),
    };
    if (known !== undefined) return await this.#replace({ ...known, spec }, signal);
    const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace }, spec };
    this.#see(await api.request<Lease>({ method: 'POST', path: this.#collection, body, timeoutMs, signal }));
  }

  /** Only of the very version that we know: of two that try, one succeeds. */
  async #replace(body: Lease, signal?: AbortSignal): Promise<void> {
    const { api } = this.#options;
    this.#see(
      await api.request<Lease>({ method: 'PUT', path: this.#path, body, timeoutMs, ...(signal && { signal }) }),
    );
  }
}
