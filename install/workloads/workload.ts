import type { k8s } from 'cdk8s-plus-28';
import type { Environment } from '../../synth/spec/fleet.ts';

/** A process of Urumi's as it runs on a cluster: a Deployment of one container, with a Service before it and a disruption budget. */
export interface Workload {
  /** Of all its objects, and of the account that it runs as. */
  readonly name: string;
  readonly component: string;
  /** More than one: none goes before its successor is there. One: never beside its successor, because what it keeps in memory must not be there twice. */
  readonly replicas: number;
  /** After the image's entry point. */
  readonly args: readonly string[];
  readonly ports: readonly NamedPort[];
  readonly service: { readonly port: number; readonly to: string };
  readonly probes: Probes;
  readonly resources: Resources;
  /** A folder of its own that is empty when the pod starts; losing it costs time and nothing else. */
  readonly data?: { readonly path: string; readonly most: string };
  readonly secret?: MountedSecret;
  /** Who may connect to which of its ports; to others nobody may. */
  readonly openings: readonly Opening[];
  readonly ingress?: WorkloadIngress;
  /** Goes on for so many seconds after it was told to stop: those that send to it learn a moment later that it goes. */
  readonly lingerSeconds?: number;
}

interface NamedPort {
  readonly name: string;
  readonly port: number;
}

interface Probes {
  readonly port: number;
  readonly scheme: 'HTTP' | 'HTTPS';
  /** It answers. */
  readonly live: string;
  /** It may be asked. */
  readonly ready: string;
  /** Name that it wants to be called by. @default the pod's address */
  readonly host?: string;
}

/** As Kubernetes writes quantities. */
interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

interface Opening {
  /** Its name. */
  readonly port: string;
  /** Nobody in particular: everybody. */
  readonly from: readonly k8s.NetworkPolicyPeer[];
}

/** How the world outside reaches a process. */
export interface WorkloadIngress {
  readonly hosts: readonly string[];
  readonly environment: Pick<Environment, 'ingress' | 'tls'>;
  readonly path: string;
  readonly pathType: 'Exact' | 'Prefix';
  /** Besides those of the environment. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** Files from Secrets that whoever installs Urumi makes. */
interface MountedSecret {
  /** Of several all files are in one folder. */
  readonly names: readonly string[];
  /** Folder. */
  readonly path: string;
}
