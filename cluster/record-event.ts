import type { ApiConnection } from './connection.ts';
import { collectionPath, kindInfo } from './kinds.ts';

/** Something that happened to an object, for people who look at it (`kubectl describe`, `kubectl events`). */
export interface EventRecord {
  /** The object that it happened to. */
  readonly regarding: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
      readonly name: string;
      readonly namespace?: string;
      readonly uid?: string;
      readonly resourceVersion?: string;
    };
  };
  readonly type: 'Normal' | 'Warning';
  /** One word, why: `StoreReady`. */
  readonly reason: string;
  /** One word, what was done: `Provision`. */
  readonly action: string;
  /** For people; cut to 1 kB. Never holds a secret. */
  readonly note: string;
  /** `urumi.dev/store-controller` */
  readonly reportingController: string;
  /** Which process: a pod's name. At most 128 characters. */
  readonly reportingInstance: string;
  readonly now: Date;
  readonly signal?: AbortSignal;
}

/** The API server's bound, in bytes. */
const longestNote = 1024;

/**
 * Records an Event (events.k8s.io/v1) in the object's namespace. Every call makes one: not to repeat oneself is the caller's business.
 *
 * @throws ApiError
 */
export async function recordEvent(api: ApiConnection, record: EventRecord): Promise<void> {
  const { regarding, now } = record;
  const { metadata } = regarding;
  const namespace = metadata.namespace || 'default';
  await api.request({
    method: 'POST',
    path: collectionPath(kindInfo('Event', 'events.k8s.io'), namespace),
    body: {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { generateName: `${metadata.name}-`, namespace },
      // MicroTime: the API server insists on six digits
      eventTime: now.toISOString().replace(/Z$/, '000Z'),
      type: record.type,
      reason: record.reason,
      action: record.action,
      note: cut(record.note),
      reportingController: record.reportingController,
      reportingInstance: record.reportingInstance,
      regarding: {
        apiVersion: regarding.apiVersion,
        kind: regarding.kind,
        name: metadata.name,
        namespace: metadata.namespace,
        uid: metadata.uid,
        resourceVersion: metadata.resourceVersion,
      },
    },
    ...(record.signal && { signal: record.signal }),
  });
}

/** Cuts between characters, not within one. */
function cut(note: string): string {
  if (Buffer.byteLength(note) <= longestNote) return note;
  const bytes = Buffer.from(note).subarray(0, longestNote - 3);
  return `${bytes.toString('utf8').replace(/\uFFFD$/, '')}…`;
}
