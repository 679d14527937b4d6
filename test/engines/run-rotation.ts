import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../../synth/spec/store.ts';
import { synthesise } from '../../synth/synthesise.ts';
import { fleets, storeSpec } from '../../synth/testing/samples.ts';
import { configOf } from './rendered-store.ts';

interface Rotation {
  readonly engine: Engine;
  /** A folder of the test's own, for scripts and secrets. */
  readonly folder: string;
  /** What the Secret of the store holds: file name to content. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where the database is and where its client is. */
  readonly environment: NodeJS.ProcessEnv;
  /** How long an answer is waited for, in seconds. */
  readonly waitS?: number;
}

/** Runs what the rotation Job of a store runs, for the value `v2`, with the files that its pod has. */
export function runRotation({
  engine,
  folder,
  secrets,
  environment,
  waitS = 20,
}: Rotation): Promise<{ readonly code: number | string; readonly output: string }> {
  const spec = storeSpec({ engine, rotate: { database: 'v2' } });
  const scripts = configOf(synthesise({ name: 'demo-shop', spec }, fleets.production), 'store-rotation');
  write(path.join(folder, 'scripts'), scripts);
  write(path.join(folder, 'secrets'), secrets);
  const env = {
    SECRETS: path.join(folder, 'secrets'),
    DB_HOST: '127.0.0.1',
    ROTATION: 'v2',
    DB_WAIT_S: String(waitS),
    PAUSE_S: '0.05',
    ...environment,
  };
  return new Promise((resolve) => {
    execFile('sh', [path.join(folder, 'scripts', 'rotate-database.sh')], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.signal ?? error.code ?? 1), output: stdout + stderr });
    });
  });
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
}
