import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { command } from '../machine/command.ts';

/** A layer of an image that is yet to be made. */
export interface Layer {
  /** Another one for other contents. */
  readonly digest: string;
  /** Makes a folder or a tar file in `folder`. @returns its path */
  make(folder: string, signal: AbortSignal): Promise<string>;
}

const timeoutMs = 600_000;

/** A layer of single files. @param files place in the image → file of this machine */
export function fileLayer(files: Readonly<Record<string, string>>): Layer {
  const hash = createHash('sha256');
  for (const [place, file] of Object.entries(files)) hash.update(place).update(readFileSync(file));
  return {
    digest: hash.digest('hex'),
    make: async (parent) => {
      const folder = mkdtempSync(path.join(parent, 'files-'));
      for (const [place, file] of Object.entries(files)) {
        mkdirSync(path.join(folder, path.dirname(place)), { recursive: true });
        copyFileSync(file, path.join(folder, place));
      }
      return folder;
    },
  };
}

/**
 * A layer of some of a folder's contents, below another name.
 *
 * @param digest of what is in it
 */
export function folderLayer(
  source: { folder: string; entries: readonly string[]; exclude?: string; digest: string },
  place: string,
): Layer {
  const { folder, entries, exclude, digest } = source;
  return {
    digest: createHash('sha256')
      .update(JSON.stringify([digest, place, entries, exclude]))
      .digest('hex'),
    make: async (parent, signal) => {
      const file = path.join(
        parent,
        `${createHash('sha256')
          .update(place + digest + entries.join())
          .digest('hex')}.tar`,
      );
      const same = ['--numeric-owner', '--owner=0', '--group=0', '--sort=name', '--mtime=2026-01-01T00:00:00Z'];
      // S: targets of symbolic links stay as they are.
      const rename = `--transform=s,^\\(\\./\\)\\?,${place}/,S`;
      const without = exclude === undefined ? [] : [`--exclude=${exclude}`];
      await command('tar', [...same, rename, ...without, '-C', folder, '-cf', file, ...entries], { timeoutMs, signal });
      return file;
    },
  };
}

/** Somewhere to make layers in. */
export function layerWorkshop(): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(path.join(tmpdir(), 'urumi-layers-'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
