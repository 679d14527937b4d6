import { accessSync, constants, globSync } from 'node:fs';
import path from 'node:path';

/** Why a test cannot run here: what is missing, where was looked, and how to get it. */
export interface Missing {
  readonly missing: string;
}

/** Where to look for programs. */
export interface Search {
  readonly environment: NodeJS.ProcessEnv;
  /** The variable of the environment that names the folder; looked at first. */
  readonly variable?: string;
  /** Where distributions put them beside the PATH; patterns, of which the newest version counts. */
  readonly patterns?: readonly string[];
  /** Packages of Debian and Ubuntu that bring them, for the message. */
  readonly packages: string;
}

/** The first folder that holds all of these programs. */
export function folderWith(names: readonly string[], search: Search): string | Missing {
  const { environment, variable, patterns = [], packages } = search;
  const own = variable === undefined ? undefined : environment[variable];
  const onPath = (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const installed = patterns.flatMap((pattern) => globSync(pattern).toSorted(byNumber).toReversed());
  const folders = own === undefined ? [...onPath, ...installed] : [own];
  const found = folders.find((folder) => names.every((name) => isProgram(path.join(folder, name))));
  if (found !== undefined) return found;
  const looked = [...(own === undefined ? onPath : [own]), ...(own === undefined ? patterns : [])].join(', ');
  const name = variable === undefined ? '' : `, or let ${variable} name their folder`;
  const together = names.length > 1 ? ' in one folder' : '';
  return {
    missing: `${names.join(', ')}${together}: looked in ${looked}. On Debian and Ubuntu: apt-get install ${packages}${name}`,
  };
}

/** Whether it is a file that can be run. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function byNumber(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
