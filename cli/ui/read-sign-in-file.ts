import { readSignInConfig } from '../../ui/server/session/sign-in-config.ts';
import type { WriterOptions } from '../../ui/server/session/sign-in.ts';
import { CliError } from '../cli-error.ts';
import { readSmallYaml } from '../read-small-yaml.ts';

/** How people sign in, from a file. @throws CliError 2; the message names fields and files, never values */
export async function readSignInFile(path: string): Promise<WriterOptions> {
  try {
    return await readSignInConfig(await readSmallYaml(path));
  } catch (error) {
    throw new CliError(2, `could not use ${path}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
