import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gitCli } from './git-cli.ts';

/** Content of a file, a link to elsewhere, a commit of another repository, or null: take it away. */
export type FileChange = string | Uint8Array | { link: string } | { submodule: string } | null;

interface CommitOptions {
  readonly branch?: string;
  readonly message?: string;
  /** Default: the branch's head. `null`: a commit without parents, in place of the branch. A revision: from there, in place of the branch. */
  readonly parent?: string | null;
  readonly author?: string;
  /** Seconds since the epoch. */
  readonly time?: number;
}

/** A bare repository on disk, written with the git command: `git fast-import` commits 10,000 files in a fraction of a second. */
export class BareRepository {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes it, empty. */
  async create(): Promise<void> {
    await mkdir(this.path, { recursive: true });
    await this.git('init', '--quiet', '--bare', '--initial-branch=main', '.');
    // Objects of a push stay in one pack, as on a forge.
    await appendFile(join(this.path, 'config'), '[fastimport]\n\tunpackLimit = 1\n[gc]\n\tauto = 0\n');
  }

  async destroy(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  /** Commits changes of files (path → content) and returns the commit's id. */
  async commit(changes: Readonly<Record<string, FileChange>>, options: CommitOptions = {}): Promise<string> {
    const {
      branch = 'main',
      message = 'Change stores',
      author = 'Tess Tester <tess@example.com>',
      time = 1_760_000_000,
    } = options;
    const ref = `refs/heads/${branch}`;
    const parent = options.parent === undefined ? await this.head(branch) : options.parent;
    const parts: (string | Uint8Array)[] = [];
    // A branch that begins anew must be reset first, or fast-import refuses to forget what it had.
    if (parent === null) parts.push(`reset ${ref}\n\n`);
    parts.push(
      `commit ${ref}\nmark :1\nauthor ${author} ${time} +0000\ncommitter Tess Tester <tess@example.com> ${time} +0000\n`,
      data(message),
    );
    if (parent) parts.push(`from ${parent}\n`);
    for (const [path, change] of Object.entries(changes)) parts.push(...line(path, change));
    parts.push('get-mark :1\n');
    const input = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
    return (await gitCli(['fast-import', '--quiet', '--force', '--date-format=raw'], { cwd: this.path, input })).trim();
  }

  /** Head of a branch; `undefined` when there is no such branch. */
  async head(branch = 'main'): Promise<string | undefined> {
    const loose = await readFile(join(this.path, 'refs/heads', branch), 'utf8').catch(() => ''); // or it is packed
    const id = loose || (await this.git('for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`));
    return id.trim() || undefined;
  }

  git(...args: string[]): Promise<string> {
    return gitCli(args, { cwd: this.path });
  }
}

function line(path: string, change: FileChange): (string | Uint8Array)[] {
  if (change === null) return [`D ${path}\n`];
  if (typeof change === 'string' || change instanceof Uint8Array) return [`M 100644 inline ${path}\n`, data(change)];
  if ('submodule' in change) return [`M 160000 ${change.submodule} ${path}\n`];
  return [`M 120000 inline ${path}\n`, data(change.link)];
}

function data(content: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
}
