import { createHash } from 'node:crypto';
import { createReadStream, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { command } from '../machine/command.ts';

/** What a container of the image starts with; the names are those of the OCI image specification. */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  /** With which the program is told to end. */
  readonly StopSignal?: string;
}

export interface ImageContents {
  /** With registry and tag: `registry.example/medusa:1.0`. */
  readonly reference: string;
  /** From the lowest to the highest: tar files, and folders that become layers. */
  readonly layers: readonly string[];
  readonly config: ImageConfig;
}

/** Not 1970: PHP's opcache and others take a date of 0 for "no date". */
const date = '2026-01-01T00:00:00Z';
const timeoutMs = 600_000;

/**
 * Writes images as one archive that `docker load` and `ctr images import` read. A layer that several of them have is in it once.
 *
 * @param file where; complete when it is there
 */
export async function writeImageArchive(
  file: string,
  images: readonly ImageContents[],
  signal: AbortSignal,
): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = mkdtempSync(`${file}.draft-`);
  try {
    const ids = new Map<string, string>();
    for (const layer of new Set(images.flatMap(({ layers }) => layers))) {
      ids.set(layer, await addLayer(draft, layer, signal));
    }
    const manifest = images.map((image) =>
      addImage(
        draft,
        image,
        image.layers.map((layer) => ids.get(layer) ?? ''),
      ),
    );
    writeFileSync(path.join(draft, 'manifest.json'), JSON.stringify(manifest));
    const configs = manifest.map(({ Config }) => Config);
    const members = ['manifest.json', ...configs, ...manifest.flatMap(({ Layers }) => Layers)];
    const archive = path.join(draft, 'archive');
    await command('tar', ['-C', draft, '-cf', archive, ...new Set(members)], { timeoutMs, signal });
    renameSync(archive, file);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** @returns its entry in the manifest */
function addImage(draft: string, { reference, config }: ImageContents, ids: readonly string[]) {
  const text = JSON.stringify(description(config, ids));
  const name = `${createHash('sha256').update(text).digest('hex')}.json`;
  writeFileSync(path.join(draft, name), text);
  return { Config: name, RepoTags: [reference], Layers: ids.map((id) => `${id}.tar`) };
}

function description(config: ImageConfig, ids: readonly string[]): object {
  return {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    created: date,
    config,
    rootfs: { type: 'layers', diff_ids: ids.map((id) => `sha256:${id}`) },
    history: ids.map(() => ({ created: date, created_by: 'urumi' })),
  };
}

/** @returns the layer's SHA-256, which is its name in the draft */
async function addLayer(draft: string, layer: string, signal: AbortSignal): Promise<string> {
  let file = layer;
  if (!layer.endsWith('.tar')) {
    file = path.join(draft, 'layer');
    const same = ['--numeric-owner', '--owner=0', '--group=0', '--sort=name', `--mtime=${date}`];
    await command('tar', [...same, '-C', layer, '-cf', file, '.'], { timeoutMs, signal });
  }
  const id = await sha256(file, signal);
  rmSync(path.join(draft, `${id}.tar`), { force: true });
  linkSync(file, path.join(draft, `${id}.tar`));
  if (file !== layer) rmSync(file);
  return id;
}

async function sha256(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest('hex');
}
