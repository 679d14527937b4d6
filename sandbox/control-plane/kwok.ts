import type { ComponentSpec } from '../process/component.ts';
import { controlPlaneFiles, type ControlPlaneSettings } from './settings.ts';
import { firstLine, renderLogs } from './logs.ts';
import { renderStages, type Stage } from './stages.ts';

/** kwok: plays the kubelet of every node, its logs included, and the driver of every volume, by the stages given. */
export function kwok({ root, ports }: ControlPlaneSettings, stages: readonly Stage[]): ComponentSpec {
  const files = controlPlaneFiles(root);
  return {
    name: 'kwok',
    // Its workers compile a stage's conditions at the first pod, all at once: with pods there at its start kwok 0.8.0 now and then dies of that race.
    // It keeps nothing, so it is simply started again.
    revivals: 5,
    files: {
      [files.kwokConfig]: `${renderStages(stages)}---\n${renderLogs(files.containerLog)}`,
      [files.containerLog]: firstLine(new Date()),
    },
    args: [
      `--kubeconfig=${files.kubeconfig('system:kwok')}`,
      `--config=${files.kwokConfig}`,
      '--manage-all-nodes=true',
      '--v=WARN',
      // No leases: after a restart kwok would wait 40 s for those of its former self. The stages send heartbeats
      // instead.
      '--node-lease-duration-seconds=0',
      // Where the API server asks for logs.
      '--node-ip=127.0.0.1',
      `--node-port=${ports.kubelet}`,
      `--server-address=127.0.0.1:${ports.kubelet}`,
      `--tls-cert-file=${files.certificate('kubelet')}`,
      `--tls-private-key-file=${files.key('kubelet')}`,
    ],
  };
}
