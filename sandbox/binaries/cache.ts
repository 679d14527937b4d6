import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { BinarySpec, Platform } from './catalog.ts';

/** The folder of the cache: `$XDG_CACHE_HOME/urumi`, by default `~/.cache/urumi`. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_CACHE_HOME;
  return path.join(base !== undefined && path.isAbsolute(base) ? base : path.join(homedir(), '.cache'), 'urumi');
}

/** Where one version of one binary is kept, with what belongs to it. */
export interface CacheEntry {
  readonly folder: string;
  readonly file: string;
  readonly lock: string;
  exists(): boolean;
}

/**
 * The cache's place for a binary: other versions, platforms, pins (go.mod, go.sum) and build flags have other places. A
 * place that exists is complete.
 */
export function cacheEntry(spec: BinarySpec, platform: Platform, env: NodeJS.ProcessEnv): CacheEntry {
  const root = cacheFolder(env);
  mkdirSync(root, { recursive: true });
  const key = [spec.name, spec.version, platform.os, platform.arch, pinsOf(spec, platform)].join('-');
  const folder = path.join(root, key);
  const file = path.join(folder, spec.name);
  return { folder, file, lock: path.join(root, `${key}.lock`), exists: () => existsSync(file) };
}

function pinsOf({ build, download }: BinarySpec, platform: Platform): string {
  const { module, ...flags } = build;
  const hash = createHash('sha256').update(JSON.stringify([flags, download(platform)]));
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(path.join(module, file)));
  return hash.digest('hex').slice(0, 12);
}
