import type { ApiConnection } from './connection.ts';
import { isApiError } from './errors.ts';
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
  /** What is told once is told again when what comes after it fails: an Event of the same object with the same `once` is not recorded a second time. A DNS label. */
  readonly once?: string;
  readonly now: Date;
  readonly signal?: AbortSignal;
}

/** The API server's bound, in bytes. */
const longestNote = 1024;

/**
 * Records an Event (events.k8s.io/v1) in the object's namespace. Every call makes one, but for those that have `once`.
 *
 * @throws ApiError
 */
export async function recordEvent(api: ApiConnection, record: EventRecord): Promise<void> {
  const { regarding, now, once } = record;
  const { metadata } = regarding;
  const namespace = metadata.namespace || 'default';
  const name = once === undefined ? undefined : `${metadata.name}.${metadata.uid ?? ''}.${once}`;
  const request = api.request({
    method: 'POST',
    path: collectionPath(kindInfo('Event', 'events.k8s.io'), namespace),
    body: {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { ...(name === undefined ? { generateName: `${metadata.name}-` } : { name }), namespace },
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
  await request.catch((error: unknown) => {
    if (name === undefined || !isApiError(error, 'AlreadyExists')) throw error;
  });
}

/** Cuts between characters, not within one. */
function cut(note: string): string {
  if (Buffer.byteLength(note) <= longestNote) return note;
  const bytes = Buffer.from(note).subarray(0, longestNote - 3);
  return `${bytes.toString('utf8').replace(/\uFFFD$/, '')}…`;
}
