import { randomUUID } from 'node:crypto';
import type { InNode } from '../machine/in-node.ts';
import { containerdSocket } from '../parts/containerd-config.ts';
import type { Party } from './reach.ts';

/**
 * Runs a shell command in a pod's container, as `kubectl exec` does.
 *
 * @param values what the command finds as `$0`, `$1` ...
 * @returns what it printed
 * @throws SandboxError `component-failed` with what it said
 */
export function runInContainer(
  inside: InNode,
  { container }: Party,
  command: string,
  values: readonly string[] = [],
): Promise<string> {
  const tasks = ['--address', containerdSocket, '--namespace', 'k8s.io', 'tasks'];
  return inside.run('ctr', [...tasks, 'exec', '--exec-id', randomUUID(), container, 'sh', '-c', command, ...values]);
}
