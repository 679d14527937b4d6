import { stringify } from 'yaml';
import type { ComponentSpec } from '../process/component.ts';
import { controlPlaneFiles, type ControlPlaneSettings } from './settings.ts';

export function kubeScheduler({ root }: ControlPlaneSettings): ComponentSpec {
  const files = controlPlaneFiles(root);
  const config = stringify({
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    clientConnection: { kubeconfig: files.kubeconfig('system:kube-scheduler'), qps: 2000, burst: 4000 },
    leaderElection: { leaderElect: false },
    enableProfiling: false,
    // A pod whose volume is still being made is tried again after 1 s, not after 2, 4, 8: simulated volumes are quick.
    podInitialBackoffSeconds: 1,
    podMaxBackoffSeconds: 1,
  });
  return {
    name: 'kube-scheduler',
    files: { [files.schedulerConfig]: config },
    args: [`--config=${files.schedulerConfig}`, '--secure-port=0'],
  };
}
