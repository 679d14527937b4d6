/** Where the parts of one control plane are: what its components' arguments are made of. All paths are absolute. */
export interface ControlPlaneSettings {
  /** Folder of the control plane's data. */
  readonly root: string;
  /** Of the API server: `https://127.0.0.1:...` */
  readonly url: string;
  readonly ports: {
    readonly etcd: number;
    readonly etcdPeer: number;
    readonly apiServer: number;
    /** Of all simulated nodes. */
    readonly kubelet: number;
  };
  /** Survive a power cut: costs an fsync per write. */
  readonly durable: boolean;
  /** Record every request to the API server in `audit.log`. */
  readonly audit: boolean;
}

/** The files that components read and write, by what they are. */
export function controlPlaneFiles(root: string) {
  return {
    etcdData: `${root}/etcd`,
    auditLog: `${root}/audit.log`,
    auditPolicy: `${root}/config/audit-policy.yaml`,
    schedulerConfig: `${root}/config/kube-scheduler.yaml`,
    kwokConfig: `${root}/config/kwok.yaml`,
    /** The log of every container, as a container runtime writes it: `2026-11-21T10:00:00.000000000Z stdout F text`. */
    containerLog: `${root}/container.log`,
    serviceAccountKey: `${root}/pki/service-account.key`,
    certificate: (name: string) => `${root}/pki/${name}.crt`,
    key: (name: string) => `${root}/pki/${name}.key`,
    kubeconfig: (user: string) => `${root}/kubeconfigs/${user}.yaml`,
  };
}
