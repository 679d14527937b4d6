import path from 'node:path';
import type { OnProgress } from '../progress.ts';
import { SandboxError } from '../sandbox-error.ts';
import { cacheEntry, cacheFolder, type CacheEntry } from './cache.ts';
import { thisPlatform, type BinarySpec, type Platform } from './catalog.ts';
import { downloadRelease } from './download.ts';
import { findOnMachine } from './find-on-machine.ts';
import { goBuild } from './go-build.ts';
import { install } from './install.ts';
import { startTicker, type Ticker } from '../ticker.ts';
import { withLock } from './with-lock.ts';

export interface EnsureOptions {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
  /** Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default this machine's. */
  readonly platform?: Platform;
}

/** One binary on its way: what was tried so far, and where it will be kept. */
interface Search {
  readonly spec: BinarySpec;
  readonly entry: CacheEntry;
  readonly tried: string[];
  readonly ticker: Ticker;
  found?: string;
}

/** What all searches of one call share. */
interface Context extends EnsureOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: Platform;
}

/**
 * Sees to it that each binary is there: on the machine, in the cache, downloaded from its project and verified, or
 * built from the pinned Go modules, in this order. Downloads go side by side, builds one after the other.
 *
 * @returns the path of each, by name
 * @throws SandboxError `binary-unavailable`, with everything that was tried
 */
export async function ensureBinaries<Name extends string>(
  specs: readonly BinarySpec<Name>[],
  options: EnsureOptions = {},
): Promise<Record<Name, string>> {
  const context = { ...options, env: options.env ?? process.env, platform: options.platform ?? thisPlatform() };
  const searches = specs.map((spec): Search & { spec: BinarySpec<Name> } => ({
    spec,
    entry: cacheEntry(spec, context.platform, context.env),
    tried: [],
    ticker: startTicker(spec.name, options.onProgress),
  }));
  try {
    await Promise.all(searches.map((search) => look(search, context)));
    await Promise.all(searches.filter(isMissing).map((search) => tryDownload(search, context)));
    for (const search of searches.filter(isMissing)) await tryBuild(search, context);
    const missing = searches.filter(isMissing);
    if (missing.length > 0) throw unavailable(missing);
    return Object.fromEntries(searches.map(({ spec, found }) => [spec.name, found])) as Record<Name, string>;
  } finally {
    for (const { ticker } of searches) ticker.stop();
  }
}

function isMissing(search: Search): boolean {
  return search.found === undefined;
}

async function look(search: Search, { env, signal }: Context): Promise<void> {
  const onMachine = await findOnMachine(search.spec, env, signal);
  search.tried.push(...onMachine.skipped);
  if (onMachine.found !== undefined) return settle(search, 'found', onMachine.found);
  for (const reason of onMachine.skipped) search.ticker.report('skipped', reason);
  if (search.entry.exists()) return settle(search, 'found', search.entry.file);
  search.tried.push(`cache: there is no ${search.entry.file}`);
}

async function tryDownload(search: Search, context: Context): Promise<void> {
  const { spec, ticker } = search;
  const release = spec.download(context.platform);
  if (release === undefined) {
    search.tried.push(`download: its project publishes none for ${context.platform.os}-${context.platform.arch}`);
    return;
  }
  const produce = async (folder: string) => {
    ticker.report('downloading');
    const onBytes = (received: number, total: number | undefined) => ticker.update(describeBytes(received, total));
    await downloadRelease(spec, release, folder, { ...context, onBytes });
  };
  await tryWay(search, context, { name: 'download', lock: search.entry.lock, produce });
}

async function tryBuild(search: Search, context: Context): Promise<void> {
  const { spec, ticker } = search;
  // One lock for all: two compilations at once would only take each other's processor time.
  const lock = path.join(cacheFolder(context.env), 'build.lock');
  const produce = async (folder: string) => {
    ticker.report('building', 'takes a minute or two');
    const onStep = ({ modules, packages }: { modules: number; packages: number }) =>
      ticker.update(`${modules} modules fetched, ${packages} packages compiled`);
    await goBuild(spec, folder, { ...context, onStep });
  };
  await tryWay(search, context, { name: 'go build', lock, produce });
}

interface Way {
  readonly name: string;
  readonly lock: string;
  /** Puts the binary into the folder. */
  readonly produce: (folder: string) => Promise<void>;
}

async function tryWay(search: Search, { signal }: Context, { name, lock, produce }: Way): Promise<void> {
  const { spec, entry, ticker } = search;
  const get = async () => (entry.exists() ? entry.file : install(spec, entry, produce, signal));
  try {
    settle(search, 'installed', await withLock(lock, ticker, get, signal));
  } catch (error) {
    if (signal?.aborted || !(error instanceof SandboxError)) throw error;
    search.tried.push(`${name}: ${error.message}`);
    ticker.report('failed', `${name}: ${error.message}`);
    ticker.pause();
    ticker.pause();
  }
}

function settle(search: Search, step: 'found' | 'installed', file: string): void {
  search.found = file;
  search.ticker.report(step, file);
  search.ticker.stop();
}

/** @example `12 of 105 MB` */
function describeBytes(received: number, total: number | undefined): string {
  const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);
  return total === undefined ? `${megabytes(received)} MB` : `${megabytes(received)} of ${megabytes(total)} MB`;
}

function unavailable(missing: readonly Search[]): SandboxError {
  const lists = missing.map(
    ({ spec, tried }) =>
      `${spec.name} ${spec.version} could not be had:\n${tried.map((line) => `  - ${line}`).join('\n')}`,
  );
  return new SandboxError(
    'binary-unavailable',
    lists.join('\n'),
    `Let one way work: install Go 1.26 or newer (https://go.dev/dl), or allow the downloads named above, or put ` +
      `${missing.map(({ spec }) => spec.name).join(', ')} into a folder and set URUMI_BIN to it.`,
  );
}
