import path from 'node:path';
import { folderWith, type Missing } from '../find-program.ts';

/** What the tests of Medusa run, and do not bring along. */
export interface MedusaPrograms {
  /** Folder with `initdb`, `pg_ctl`, `postgres` and `psql`. */
  readonly postgres: string;
  readonly redis: string;
}

const postgresFolders = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql*/bin',
  '/usr/local/opt/postgresql*/bin',
];

/** Looks for PostgreSQL (URUMI_POSTGRES names its folder) and Redis (URUMI_REDIS), then on the PATH, then where distributions put them. */
export function findMedusaPrograms(environment: NodeJS.ProcessEnv): MedusaPrograms | Missing {
  const postgres = folderWith(['initdb', 'pg_ctl', 'postgres', 'psql'], {
    environment,
    variable: 'URUMI_POSTGRES',
    patterns: postgresFolders,
    packages: 'postgresql',
  });
  if (typeof postgres !== 'string') return postgres;
  const redis = folderWith(['redis-server'], { environment, variable: 'URUMI_REDIS', packages: 'redis-server' });
  if (typeof redis !== 'string') return redis;
  return { postgres, redis: path.join(redis, 'redis-server') };
}
