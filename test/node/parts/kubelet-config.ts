import { addresses } from '../machine/addresses.ts';
import { nodeCgroup } from '../machine/cgroups.ts';
import { containerdSocket } from './containerd-config.ts';

/** Paths of the files that kubelet's configuration names. */
export interface KubeletFiles {
  /** The authority's certificate. */
  readonly authority: string;
  /** What kubelet shows to the API server, when somebody asks for logs. */
  readonly certificate: string;
  readonly key: string;
  /** The pods'. */
  readonly resolvConf: string;
}

/** kubelet's configuration. */
export function kubeletConfig(files: KubeletFiles): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: addresses.node,
    port: 10250,
    readOnlyPort: 0,
    healthzBindAddress: '127.0.0.1',
    // Pods can reach this port unless a policy forbids it: who asks must be known.
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: files.authority },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: files.certificate,
    tlsPrivateKeyFile: files.key,
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    clusterDNS: [addresses.dns],
    clusterDomain: 'cluster.local',
    resolvConf: files.resolvConf,
    podLogsDir: '/var/log/pods',
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${nodeCgroup}`,
    enforceNodeAllocatable: ['pods'],
    // Root of a virtual machine may lack CAP_SYS_RESOURCE.
    oomScoreAdj: 0,
    failSwapOn: false,
    protectKernelDefaults: false,
    makeIPTablesUtilChains: false,
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '1%',
      'imagefs.available': '1%',
      'nodefs.inodesFree': '1%',
    },
    // No registry could bring an image back.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    nodeStatusUpdateFrequency: '4s',
    syncFrequency: '10s',
    maxPods: 110,
    serializeImagePulls: false,
  };
}
