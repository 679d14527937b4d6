import { until } from '../process/until.ts';
import { SandboxError } from '../sandbox-error.ts';

const patienceMs = 60_000;
const requestMs = 2000;

/** Waits until Gitea's API answers. @throws SandboxError `not-ready` */
export async function untilForgeAnswers(url: string, signal: AbortSignal): Promise<void> {
  let last = 'nothing';
  const look = async () => {
    try {
      const response = await fetch(`${url}/api/v1/version`, { signal: AbortSignal.timeout(requestMs) });
      await response.body?.cancel();
      if (response.ok) return true;
      last = `status ${response.status}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    return undefined;
  };
  if (await until(look, { timeoutMs: patienceMs, signal })) return;
  throw new SandboxError(
    'not-ready',
    `Gitea did not answer at ${url} within ${patienceMs / 1000} s; last seen: ${last}`,
    'Look into logs/gitea.log of the data folder; --reset begins with empty data.',
  );
}
