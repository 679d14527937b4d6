import type { ComponentSpec } from '../process/component.ts';
import { controlPlaneFiles, type ControlPlaneSettings } from './settings.ts';

/** The built-in controllers, each as its own ServiceAccount, with no brake on their requests. */
export function kubeControllerManager({ root }: ControlPlaneSettings): ComponentSpec {
  const files = controlPlaneFiles(root);
  return {
    name: 'kube-controller-manager',
    args: [
      `--kubeconfig=${files.kubeconfig('system:kube-controller-manager')}`,
      // Nothing scrapes it, and a port of its own would have to be guarded.
      '--secure-port=0',
      '--leader-elect=false',
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${files.serviceAccountKey}`,
      `--root-ca-file=${files.certificate('authority')}`,
      '--allocate-node-cidrs=false',
      // Simulated nodes do not die; a busy machine only makes their heartbeats late.
      '--node-monitor-grace-period=300s',
      '--controllers=*,-node-ipam-controller,-node-route-controller,-service-lb-controller',
      '--kube-api-qps=2000',
      '--kube-api-burst=4000',
      // Namespace deletion crawls with the default of 10.
      '--concurrent-namespace-syncs=50',
      '--concurrent-deployment-syncs=20',
      '--concurrent-replicaset-syncs=20',
      '--concurrent-statefulset-syncs=20',
      '--concurrent-job-syncs=20',
      '--concurrent-resource-quota-syncs=20',
      '--concurrent-endpoint-syncs=10',
      '--concurrent-service-endpoint-syncs=10',
      '--profiling=false',
    ],
  };
}
