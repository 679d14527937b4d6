import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';

/**
 * The name of this process among controllers that may lead: of this host and its data folder, which no two processes share. So one that crashed and starts again, a container in its pod too, leads at once,
 * and does not wait for the end of its own lease.
 */
export function candidateName(dataDir: string): string {
  const folder = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 8);
  return `${hostname()}_${folder}`;
}
