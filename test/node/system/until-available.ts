import type { Connection } from '../../../cluster/connect.ts';
import { objectId } from '../../../cluster/object-id.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { readObject } from '../../../cluster/read.ts';
import { until } from '../../../sandbox/process/until.ts';
import { SandboxError } from '../../../sandbox/sandbox-error.ts';

const patienceMs = 90_000;

interface Deployment extends KubeObject {
  readonly status?: {
    readonly availableReplicas?: number;
    readonly conditions?: readonly { readonly message?: string }[];
  };
}

/** Waits until each Deployment among the objects has a pod that is ready. @throws SandboxError `not-ready` */
export async function untilAvailable(
  api: Connection,
  objects: readonly KubeObject[],
  signal: AbortSignal,
): Promise<void> {
  for (const object of objects.filter(({ kind }) => kind === 'Deployment')) {
    const id = objectId(object);
    let last = 'nothing';
    const ask = async () => {
      const { status = {} } = (await readObject<Deployment>(api, id, { signal })) ?? {};
      last = status.conditions?.map(({ message }) => message).join('; ') ?? last;
      return (status.availableReplicas ?? 0) > 0 ? true : undefined;
    };
    if (await until(ask, { timeoutMs: patienceMs, intervalMs: 100, signal })) continue;
    throw new SandboxError(
      'not-ready',
      `${id} did not become available: ${last}`,
      'Ask with kubectl describe what its pods lack.',
    );
  }
}
