import type { ForgeOptions } from '../../forge/connect-forge.ts';
import { readForgeConfig } from '../../forge/forge-config.ts';
import { isForgeError } from '../../forge/forge-error.ts';
import { CliError } from '../cli-error.ts';
import { readSmallYaml } from '../read-small-yaml.ts';

/**
 * Options for the forge from a file in YAML or JSON, with the fields of `forge/forge-config.ts`.
 *
 * @throws CliError 2 when it cannot be read or says something else; the message names fields, never values
 */
export async function readForgeFile(file: string): Promise<ForgeOptions> {
  const failed = (reason: string, cause: unknown): CliError =>
    new CliError(2, `could not read the forge's configuration from ${file}: ${reason}`, cause);
  const input = await readSmallYaml(file).catch((error: unknown) => {
    throw failed(error instanceof Error ? error.message : String(error), error);
  });
  return await readForgeConfig(input).catch((error: unknown) => {
    throw isForgeError(error) ? failed(error.reason, error) : error;
  });
}
