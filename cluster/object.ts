/** What every object of the Kubernetes API has, as JSON. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
  managedFields?: { manager?: string; operation?: string; time?: string; subresource?: string; fieldsV1?: unknown }[];
  [field: string]: unknown;
}

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/**
 * Status of an object with the meanings of kstatus:
 * Current (as its spec says), InProgress (on its way), Failed (will not get there by itself), Terminating.
 */
export type HealthStatus = 'Current' | 'InProgress' | 'Failed' | 'Terminating';

export interface Health {
  readonly status: HealthStatus;
  /** One word as Kubernetes uses them: `ImagePullBackOff`, `FailedCreate`, `Unschedulable`, ... */
  readonly reason: string;
  /** For people; at most 500 characters; never holds a secret. */
  readonly message: string;
}

/** What the watch cache keeps of an object: a few hundred bytes, never the object. */
export interface LiveObject {
  /** `Kind.group/namespace/name`, see object-id.ts */
  readonly id: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Changes when somebody changes what we applied, and with none of the cluster's own updates: see version.ts. */
  readonly version: string;
  /** Value of the owner label; empty when the object lacks it. */
  readonly store: string;
  /** Value of the component label, of a PersistentVolume the name of its claim; empty when there is none. */
  readonly component: string;
  /** `Kind/name` of the controlling owner (a pod's Job or ReplicaSet); empty when there is none. */
  readonly owner: string;
  readonly health: Health;
  /** Value of the annotation that the cache was told to keep; absent when the object has none. */
  readonly note?: string;
}
