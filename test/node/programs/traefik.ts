import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheEntry } from '../../../sandbox/binaries/cache.ts';
import { thisPlatform, type BinarySpec } from '../../../sandbox/binaries/catalog.ts';
import { goBuild } from '../../../sandbox/binaries/go-build.ts';
import type { OnProgress } from '../../../sandbox/progress.ts';
import { startTicker } from '../../../sandbox/ticker.ts';
import { command } from '../machine/command.ts';

const version = '3.6.12';
/** Its sums vouch for the source, which has a go.mod and a go.sum of its own. */
const pins = fileURLToPath(new URL('../modules/traefik', import.meta.url));
const download = { timeoutMs: 600_000 };

/** Its certificates come from nowhere here; so many providers would take longer to build than all the rest. */
const noProviders = `// Package dns: no DNS challenge providers in this build.
package dns

import (
	"fmt"

	"github.com/go-acme/lego/v4/challenge"
)

// NewDNSChallengeProviderByName always fails here.
func NewDNSChallengeProviderByName(name string) (challenge.Provider, error) {
	return nil, fmt.Errorf("unrecognized DNS provider: %s", name)
}
`;

const traefik: BinarySpec = {
  name: 'traefik',
  version,
  fits: /3\./,
  download: () => undefined,
  build: {
    module: pins,
    package: './cmd/traefik',
    cgo: false,
    ldflags: `-s -w -X github.com/traefik/traefik/v3/pkg/version.Version=v${version}`,
  },
};

/**
 * Builds Traefik, once. Unlike the others it is no tool of a module: as a dependency it lacks its web pages, which are put in when it is released, and it
 * brings the clients of a hundred DNS services. So it is built from a copy of its source without them.
 *
 * @returns its path
 */
export async function ensureTraefik(options: { onProgress?: OnProgress; signal: AbortSignal }): Promise<string> {
  const entry = cacheEntry(traefik, thisPlatform(), process.env);
  if (entry.exists()) return entry.file;
  const ticker = startTicker(traefik.name, options.onProgress);
  const work = mkdtempSync(path.join(tmpdir(), 'urumi-traefik-'));
  const draft = mkdtempSync(`${entry.folder}.draft-`);
  try {
    ticker.report('building', 'takes some minutes');
    const module = await copySource(work, options.signal);
    const onStep = ({ packages }: { packages: number }) => ticker.update(`${packages} packages compiled`);
    const spec = { ...traefik, build: { ...traefik.build, module } };
    await goBuild(spec, draft, { env: process.env, signal: options.signal, onStep });
    if (!existsSync(entry.folder)) renameSync(draft, entry.folder);
    ticker.report('installed', entry.file);
    return entry.file;
  } finally {
    ticker.stop();
    for (const folder of [work, draft]) rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the folder to build in */
async function copySource(work: string, signal: AbortSignal): Promise<string> {
  const [module, lego] = [path.join(work, 'traefik'), path.join(work, 'lego')];
  mkdirSync(module);
  cpSync(await moduleFolder('github.com/traefik/traefik/v3', `v${version}`, signal), module, {
    recursive: true,
    mode: 0,
  });
  cpSync(await moduleFolder('github.com/go-acme/lego/v4', 'v4.33.0', signal), lego, { recursive: true, mode: 0 });
  await command('chmod', ['-R', 'u+w', work], { signal });
  const replace = 'github.com/go-acme/lego/v4=../lego';
  await command('go', ['mod', 'edit', `-replace=${replace}`], { cwd: module, signal });
  mkdirSync(path.join(module, 'webui', 'static'), { recursive: true });
  writeFileSync(
    path.join(module, 'webui', 'static', 'index.html'),
    '<!doctype html><title>not in this build</title>\n',
  );
  rmSync(path.join(lego, 'providers', 'dns'), { recursive: true });
  mkdirSync(path.join(lego, 'providers', 'dns'));
  writeFileSync(path.join(lego, 'providers', 'dns', 'dns.go'), noProviders);
  return module;
}

async function moduleFolder(module: string, wanted: string, signal: AbortSignal): Promise<string> {
  const env = { ...process.env, GOFLAGS: '-modcacherw', GOWORK: 'off' };
  const args = ['mod', 'download', '-json', `${module}@${wanted}`];
  const answer = await command('go', args, { ...download, cwd: pins, env, signal });
  return (JSON.parse(answer) as { Dir: string }).Dir;
}
