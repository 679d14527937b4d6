import { SandboxError } from '../sandbox-error.ts';
import type { ApiClient } from './api-client.ts';
import { until } from '../process/until.ts';

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What the API server does in its last second before it is ready, and what an administrator need not wait for. */
const lastSteps = ['rbac/bootstrap-roles', 'scheduling/bootstrap-system-priority-classes'];

/**
 * Waits until the API server serves administrators, a second before it is ready for all.
 *
 * @throws SandboxError `not-ready`
 */
export function untilApiServerServes(api: ApiClient, options: WaitOptions): Promise<void> {
  return untilReadyz(api, `/readyz?${lastSteps.map((step) => `exclude=poststarthook/${step}`).join('&')}`, options);
}

/** Waits until the API server says that it is ready. @throws SandboxError `not-ready` with its last answer */
export function untilApiServerReady(api: ApiClient, options: WaitOptions): Promise<void> {
  return untilReadyz(api, '/readyz', options);
}

async function untilReadyz(api: ApiClient, path: string, options: WaitOptions): Promise<void> {
  let last = 'nothing';
  const ready = await until(async () => {
    try {
      const answer = await api.send('GET', path);
      if (answer.status === 200) return true;
      last = `${answer.status}: ${failedChecks(answer.body)}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    return undefined;
  }, options);
  if (ready === undefined) throw notReady('The API server', options.timeoutMs, last);
}

/** `/readyz` lists every check on a line; the failed ones begin with `[-]`. */
function failedChecks(body: string): string {
  const failed = body.split('\n').filter((line) => line.startsWith('[-]'));
  return failed.length > 0 ? failed.join(' ') : body.slice(0, 300);
}

interface NodeList {
  items: {
    metadata: { name: string };
    spec: { taints?: { key: string }[] };
    status?: { conditions?: { type: string; status: string }[] };
  }[];
}

/** Waits until so many nodes are ready and take pods. @throws SandboxError `not-ready` */
export async function untilNodesReady(api: ApiClient, count: number, options: WaitOptions): Promise<void> {
  let ready = 0;
  const done = await until(async () => {
    const { items } = await api.expect<NodeList>('GET', '/api/v1/nodes');
    ready = items.filter(takesPods).length;
    return ready >= count ? true : undefined;
  }, options);
  if (done === undefined) throw notReady('The simulated nodes', options.timeoutMs, `${ready} of ${count} are ready`);
}

function takesPods({ spec, status }: NodeList['items'][number]): boolean {
  const isReady = status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  return isReady && !spec.taints?.some(({ key }) => key === 'node.kubernetes.io/not-ready');
}

/** Waits until the ServiceAccount `default` is there: pods are refused before. @throws SandboxError `not-ready` */
export async function untilServiceAccounts(api: ApiClient, options: WaitOptions): Promise<void> {
  const done = await until(async () => {
    const { status } = await api.send('GET', '/api/v1/namespaces/default/serviceaccounts/default');
    return status === 200 ? true : undefined;
  }, options);
  if (done === undefined) throw notReady('The controller-manager', options.timeoutMs, 'no default ServiceAccount');
}

function notReady(what: string, timeoutMs: number, last: string): SandboxError {
  return new SandboxError(
    'not-ready',
    `${what} did not get ready within ${Math.round(timeoutMs / 1000)} s; last seen: ${last}`,
    'Look into the folder logs/ of the data folder. A busy machine may need another try; --reset begins with empty data.',
  );
}
