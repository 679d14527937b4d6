import { readFile, stat } from 'node:fs/promises';
import { parse } from 'yaml';

const mostBytes = 64 * 1024;

/** Reads a configuration in YAML or JSON that a person wrote. @throws Error when it cannot be read, is too large, or says something else */
export async function readSmallYaml(file: string): Promise<unknown> {
  const { size } = await stat(file);
  if (size > mostBytes) throw new Error(`it has ${size} bytes; ${mostBytes} are enough`);
  return parse(await readFile(file, 'utf8'), { maxAliasCount: 10 });
}
