import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepositoryMirror, type MirrorOptions } from '../repository/mirror.ts';
import type { BareRepository } from './bare-repository.ts';
import { startGitServer, type GitServer } from './git-server.ts';

/** A Git server with one repository, `shop`, and a folder for mirrors of it. */
export interface MirrorBed {
  readonly server: GitServer;
  readonly repository: BareRepository;
  readonly directory: string;
  readonly url: string;
  /** Opens a mirror of the repository's main branch, in the folder. It is closed with the bed. */
  mirror(options?: Partial<MirrorOptions>): RepositoryMirror;
  /** The Git folders that lie in a mirror's folder; by default the bed's. */
  generations(directory?: string): Promise<string[]>;
  /** Closes its mirrors, ends the server and deletes everything. */
  stop(): Promise<void>;
}

export async function mirrorBed(): Promise<MirrorBed> {
  const server = await startGitServer({ repositories: ['shop'] });
  const directory = await mkdtemp(join(tmpdir(), 'urumi-mirror-'));
  const mirrors: RepositoryMirror[] = [];
  const url = server.url('shop');
  return {
    server,
    repository: server.repository('shop'),
    directory,
    url,
    mirror(options = {}) {
      const mirror = new RepositoryMirror({ url, branch: 'main', directory, ...options });
      mirrors.push(mirror);
      return mirror;
    },
    async generations(folder = directory) {
      const names = await readdir(folder);
      return names.filter((name) => name.startsWith('generation-')).map((name) => join(folder, name));
    },
    async stop() {
      await Promise.all(mirrors.map((mirror) => mirror.close()));
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
