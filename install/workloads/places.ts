import type { Workload } from './workload.ts';

/** What the processes have alike in their pods. */
export const places = {
  /** Outside the root file system, which is read-only. */
  data: '/var/lib/urumi',
  /** The files that docs/github.md, docs/gitea.md and docs/ui.md speak of. */
  forge: '/etc/urumi',
  certificate: '/etc/urumi/certificates',
  /** Options by which a process listens where the cluster reaches it. */
  everywhere: ['--host', '0.0.0.0'],
  /** Whoever collects metrics is in some namespace of the cluster. The kubelet's probes need no opening: a pod's own node always reaches it. */
  metrics: { port: 'metrics', from: [{ namespaceSelector: {} }] },
} as const;

/** Probes of a process that serves its health over plain HTTP. */
export function health(port: number): Workload['probes'] {
  return { port, scheme: 'HTTP', live: '/healthz', ready: '/readyz' };
}
