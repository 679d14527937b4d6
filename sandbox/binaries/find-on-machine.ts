import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import type { BinarySpec } from './catalog.ts';
import { probeVersion } from './probe-version.ts';

export interface MachineSearch {
  /** Where a fitting one is. */
  readonly found?: string;
  /** What was looked at and why it would not do, one sentence each. */
  readonly skipped: readonly string[];
}

/**
 * Looks for a binary in the folders URUMI_BIN and KUBEBUILDER_ASSETS and on the PATH, in this order; one of another
 * version is passed over.
 */
export async function findOnMachine(
  spec: BinarySpec,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<MachineSearch> {
  const skipped: string[] = [];
  for (const [origin, folder] of foldersOf(env)) {
    const file = path.resolve(folder, spec.name);
    if (!isExecutable(file)) {
      if (origin !== 'PATH') skipped.push(`${origin}: there is no program ${file}`);
      continue;
    }
    const probe = await probeVersion(file, signal);
    if (probe.runs && spec.fits.test(probe.version)) return { found: file, skipped };
    const reason = probe.runs ? `${file} is "${probe.version}", wanted ${spec.version} or close to it` : probe.reason;
    skipped.push(`${origin}: ${reason}`);
  }
  return { skipped };
}

function foldersOf(env: NodeJS.ProcessEnv): [origin: string, folder: string][] {
  const named = ['URUMI_BIN', 'KUBEBUILDER_ASSETS'].flatMap((name): [string, string][] =>
    env[name] ? [[name, env[name]]] : [],
  );
  const onPath = (env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return [...named, ...[...new Set(onPath)].map((folder): [string, string] => ['PATH', folder])];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Absent, or not for us: either way there is no program here.
    return false;
  }
}
