import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

const isUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * The name of this process among controllers that may lead: of this host and its data folder, which no two processes share. So one that crashed and starts again, a container in its pod too, leads at once,
 * and does not wait for the end of its own lease.
 *
 * @throws Error when the folder cannot be written
 */
export async function candidateName(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'candidate');
  const known = await readFile(file, 'utf8').catch(() => ''); // not there yet: it is made
  if (isUuid.test(known)) return `${hostname()}_${known}`;
  const made = randomUUID();
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, made);
  return `${hostname()}_${made}`;
}
