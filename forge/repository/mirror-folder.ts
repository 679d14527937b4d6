import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { withFile } from './with-file.ts';

const pointer = z.object({
  generation: z.string().regex(/^generation-[0-9a-f-]{36}$/),
  url: z.string(),
  ref: z.string(),
});

/**
 * The folder that a mirror owns: Git folders called `generation-...`, and `current.json`, which names the one that counts. A clone
 * becomes current by one rename, so that a crash at any moment leaves either the old one or the new one.
 */
export class MirrorFolder {
  readonly #directory: string;
  readonly #url: string;
  readonly #ref: string;

  constructor(directory: string, branch: { url: string; ref: string }) {
    this.#directory = directory;
    this.#url = branch.url;
    this.#ref = branch.ref;
  }

  /** The Git folder that counts; `undefined` when there is none, or when it is of another repository or branch. */
  async current(): Promise<string | undefined> {
    const text = await readFile(this.#pointer, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const { success, data } = pointer.safeParse(parse(text));
    return success && data.url === this.#url && data.ref === this.#ref
      ? join(this.#directory, data.generation)
      : undefined;
  }

  /** A place for a clone. It does not count yet. */
  async next(): Promise<string> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    return join(this.#directory, `generation-${randomUUID()}`);
  }

  /** Makes a Git folder the one that counts. */
  async promote(gitdir: string): Promise<void> {
    const next = `${this.#pointer}.next`;
    const generation = gitdir.slice(this.#directory.length + 1);
    const content: z.infer<typeof pointer> = { generation, url: this.#url, ref: this.#ref };
    await withFile(next, 'w', async (file) => {
      await file.writeFile(JSON.stringify(content));
      await file.sync();
    });
    await rename(next, this.#pointer);
  }

  /** Removes what a crash left: Git folders that do not count. */
  async sweep(): Promise<void> {
    const current = await this.current();
    const names = await readdir(this.#directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const name of names.filter((name) => name.startsWith('generation-'))) {
      const path = join(this.#directory, name);
      if (path !== current) await rm(path, { recursive: true, force: true });
    }
  }

  get #pointer(): string {
    return join(this.#directory, 'current.json');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a pointer that cannot be read points nowhere
  }
}
