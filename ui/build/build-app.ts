import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceDigest } from './source-digest.ts';

const source = fileURLToPath(new URL('../app', import.meta.url));
const lockFile = fileURLToPath(new URL('../../package-lock.json', import.meta.url));
/** Not in Git: everything here is made from what is. */
const kept = fileURLToPath(new URL('../dist', import.meta.url));

/** Browsers that know light-dark(), which the tokens are written with: spring 2024 and later. */
const target = ['chrome123', 'edge123', 'firefox120', 'safari17.5'];

export interface BuildAppOptions {
  /** Where builds are kept, each under the digest of what it was made from. @default ui/dist in the project */
  readonly directory?: string;
  /** Called before a build begins, which takes about a second. */
  readonly onBuild?: () => void;
}

/**
 * The folder of the built app: that of an earlier build when nothing that it was made from has changed, else of a new one. Several processes may
 * ask at once.
 *
 * @throws Error when the build fails, with what the bundler says
 */
export async function buildApp({ directory = kept, onBuild }: BuildAppOptions = {}): Promise<string> {
  const digest = await sourceDigest(source, [lockFile]);
  const built = path.join(directory, digest);
  if (existsSync(path.join(built, 'index.html'))) return built;
  onBuild?.();
  const draft = path.join(directory, `.draft-${randomBytes(4).toString('hex')}`);
  await mkdir(draft, { recursive: true });
  try {
    await bundle(draft);
    await publish(draft, built);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await removeOthers(directory, digest);
  return built;
}

async function bundle(outDir: string): Promise<void> {
  // Loaded here, so that a start that finds its build does without.
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: source,
    logLevel: 'error',
    // The content security policy allows no data: fonts; a polyfill would be for browsers that cannot run the app anyway.
    build: { outDir, emptyOutDir: true, target, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
}

async function publish(draft: string, built: string): Promise<void> {
  try {
    await rename(draft, built);
  } catch (error) {
    // Somebody else was faster, with the same result.
    if (!existsSync(path.join(built, 'index.html'))) throw error;
  }
}

/** Earlier builds; a server that runs has its own in memory. */
async function removeOthers(directory: string, digest: string): Promise<void> {
  const others = (await readdir(directory)).filter((name) => name !== digest && !name.startsWith('.draft-'));
  await Promise.all(others.map((name) => rm(path.join(directory, name), { recursive: true, force: true })));
}
