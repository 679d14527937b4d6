import { readFile, stat } from 'node:fs/promises';
import { parse } from 'yaml';
import type { ForgeOptions } from '../../forge/connect-forge.ts';
import { readForgeConfig } from '../../forge/forge-config.ts';
import { isForgeError } from '../../forge/forge-error.ts';
import { CliError } from '../cli-error.ts';

const mostBytes = 64 * 1024;

/**
 * Options for the forge from a file in YAML or JSON, with the fields of `forge/forge-config.ts`.
 *
 * @throws CliError 2 when it cannot be read or says something else; the message names fields, never values
 */
export async function readForgeFile(file: string): Promise<ForgeOptions> {
  const failed = (reason: string, cause: unknown): CliError =>
    new CliError(2, `could not read the forge's configuration from ${file}: ${reason}`, cause);
  const input = await readSmall(file).catch((error: unknown) => {
    throw failed(error instanceof Error ? error.message : String(error), error);
  });
  return await readForgeConfig(input).catch((error: unknown) => {
    throw isForgeError(error) ? failed(error.reason, error) : error;
  });
}

async function readSmall(file: string): Promise<unknown> {
  const { size } = await stat(file);
  if (size > mostBytes) throw new Error(`it has ${size} bytes; ${mostBytes} are enough`);
  return parse(await readFile(file, 'utf8'), { maxAliasCount: 10 });
}
