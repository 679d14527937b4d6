import { accessSync, constants, globSync } from 'node:fs';
import path from 'node:path';

/** What the tests of engines run, and the tests do not bring along. */
export interface Programs {
  /** Folder with `initdb`, `pg_ctl`, `postgres` and `psql`. */
  readonly postgres: string;
  readonly redis: string;
}

/** Why a test cannot run here, and where was looked. */
export interface Missing {
  readonly missing: string;
}

/** Where distributions put PostgreSQL's programs beside the PATH, the newest last. */
const postgresFolders = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql*/bin',
  '/usr/local/opt/postgresql*/bin',
];

/**
 * Looks for the programs: first where the environment says (URUMI_POSTGRES: a folder, URUMI_REDIS: a file), then on the PATH, then where
 * distributions put them.
 */
export function findPrograms(environment: NodeJS.ProcessEnv): Programs | Missing {
  const searchPath = (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const installed = postgresFolders.flatMap((pattern) => globSync(pattern).toSorted(byNumber)).toReversed();
  const folders = [environment['URUMI_POSTGRES'], ...searchPath, ...installed].filter((folder) => folder !== undefined);
  const postgres = folders.find((folder) =>
    ['initdb', 'pg_ctl', 'postgres', 'psql'].every((name) => isProgram(folder, name)),
  );
  if (postgres === undefined)
    return {
      missing: `initdb, pg_ctl, postgres and psql in one folder: looked in ${[...searchPath, ...postgresFolders].join(', ')}; URUMI_POSTGRES can name it`,
    };
  const redis =
    environment['URUMI_REDIS'] ??
    searchPath.map((folder) => path.join(folder, 'redis-server')).find((file) => isProgram(file));
  if (redis === undefined)
    return { missing: `redis-server: looked in ${searchPath.join(', ')}; URUMI_REDIS can name it` };
  return { postgres, redis };
}

function isProgram(...names: string[]): boolean {
  try {
    accessSync(path.join(...names), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function byNumber(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
