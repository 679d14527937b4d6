import { stringify } from 'yaml';

/** kwok's configuration of logs: every container of every pod has the same one. */
export function renderLogs(logsFile: string): string {
  return stringify({
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'ClusterLogs',
    metadata: { name: 'containers' },
    spec: { logs: [{ logsFile, follow: true }] },
  });
}

/** What that log begins with: who looks for a program's words learns why there are none. */
export function firstLine(now: Date): string {
  const time = now.toISOString().replace('Z', '000000Z');
  return `${time} stdout F This pod is simulated: no program runs in it, and nothing else is logged.\n`;
}
