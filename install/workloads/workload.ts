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

/** Files from a Secret that whoever installs Urumi makes. */
interface MountedSecret {
  readonly name: string;
  /** Folder. */
  readonly path: string;
}
