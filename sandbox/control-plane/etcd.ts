import type { ComponentSpec } from '../process/component.ts';
import { controlPlaneFiles, type ControlPlaneSettings } from './settings.ts';

/** etcd, open only to holders of a certificate of its own authority: whoever reaches it reads every Secret. */
export function etcd({ root, ports, durable }: ControlPlaneSettings): ComponentSpec {
  const files = controlPlaneFiles(root);
  const client = `https://127.0.0.1:${ports.etcd}`;
  const peer = `https://127.0.0.1:${ports.etcdPeer}`;
  const certificates = (prefix: string) => [
    `--${prefix}cert-file=${files.certificate('etcd')}`,
    `--${prefix}key-file=${files.key('etcd')}`,
    `--${prefix}trusted-ca-file=${files.certificate('etcd-authority')}`,
    `--${prefix}client-cert-auth`,
  ];
  return {
    name: 'etcd',
    args: [
      `--data-dir=${files.etcdData}`,
      '--name=sandbox',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=sandbox=${peer}`,
      ...certificates(''),
      ...certificates('peer-'),
      '--auto-compaction-mode=periodic',
      '--auto-compaction-retention=5m',
      '--quota-backend-bytes=4294967296',
      '--log-level=warn',
      // There is nobody to hold an election with: the sooner it is over, the sooner the API server gets an answer.
      '--heartbeat-interval=20',
      '--election-timeout=200',
      ...(durable ? [] : ['--unsafe-no-fsync']),
    ],
  };
}
