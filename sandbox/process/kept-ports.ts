import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { freePort } from './free-port.ts';

const portsSchema = z.record(z.string(), z.number().int().min(1).max(65_535));

/**
 * Free TCP ports on 127.0.0.1, one per name: those of the last time when they are still free, so that addresses which
 * people have copied stay good.
 *
 * @param file where they are remembered
 */
export async function keptPorts<Name extends string>(
  file: string,
  names: readonly Name[],
): Promise<Record<Name, number>> {
  const last = readPorts(file);
  const ports = {} as Record<Name, number>;
  for (const name of names) ports[name] = await freePort(last[name]);
  writeFileSync(file, JSON.stringify({ ...last, ...ports }), { mode: 0o600 });
  return ports;
}

function readPorts(file: string): Record<string, number> {
  try {
    return portsSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? {};
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
