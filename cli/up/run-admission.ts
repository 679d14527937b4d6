import path from 'node:path';
import { pino } from 'pino';
import type { ApiConnection } from '../../cluster/connection.ts';
import { pinoLog } from '../../controller/process/pino-log.ts';
import { startAdmission } from '../../webhook/admission/start-admission.ts';
import type { Parts } from './start-parts.ts';

/**
 * Starts the admission webhook beside a simulated cluster; another cluster's API server may not reach this machine. Before anything writes a Fleet: what
 * an earlier start has registered is answered again from here on.
 */
export async function runAdmission(api: ApiConnection, parts: Parts, stack: AsyncDisposableStack): Promise<void> {
  if (!parts.simulated) return;
  const dest = path.join(parts.dataDir, 'admission.log');
  const log = pinoLog('info', pino.destination({ dest, mkdir: true, sync: true }));
  const admission = await startAdmission({ api, log, port: 0 });
  stack.defer(() => admission.close());
}
