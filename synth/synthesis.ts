import type { StageName } from './spec/status.ts';

/** A Kubernetes object as JSON. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** One object that a store wants, complete: labels, namespace and name are in it. */
export interface DesiredObject {
  readonly object: KubernetesObject;
  /** SHA-256 (hex, first 32 digits) of the object's canonical JSON: equal digests mean nothing to send. */
  readonly digest: string;
  /** Stays when the store is closed: namespace, volumes, quota, policies, configuration. Workloads and ingress go. */
  readonly keep: boolean;
  /** Size of quota-like objects. One that grows is applied in its stage; one that shrinks only when every stage is done. */
  readonly weight?: number;
}

/** A step of bringing a store up. A stage is done when all its objects are healthy; the next one starts then. */
export interface Stage {
  readonly name: StageName;
  readonly objects: readonly DesiredObject[];
}

/** How a Secret's value is made: `length` random bytes, written as `hex`. */
export interface SecretKey {
  readonly generate: 'hex';
  readonly bytes: number;
  /** Put before the random part: `pk_`. */
  readonly prefix?: string;
}

/** How values of a Secret are replaced when the store file asks for it. */
export interface SecretRotation {
  /** What the file says; another value asks for a rotation. Absent: it asks for none. */
  readonly value?: string;
  /** The keys that get new values. */
  readonly keys: readonly string[];
  /**
   * Name, without the hash, of the Job that makes the new value valid: until it has succeeded the new value is beside the old one, in `next-<key>`. Such a rotation
   * has one key. Absent: the values are simply replaced.
   */
  readonly job?: string;
}

/** A Secret that is generated once and filled key by key; it belongs to the config stage and is never in an inventory digest. */
export interface SecretRequest {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, SecretKey>>;
  /** Volumes (claim names) that are useless without this Secret: if one exists and the Secret does not, that is a restore. */
  readonly guards: readonly string[];
  /** Absent: its values never change. */
  readonly rotation?: SecretRotation;
}

/** Everything a store wants to be. */
export interface Synthesis {
  readonly namespace: string;
  /** In the order of `stageNames`; a stage without objects is present and empty. */
  readonly stages: readonly Stage[];
  readonly secrets: readonly SecretRequest[];
  readonly url: string;
  readonly adminUrl: string;
}
