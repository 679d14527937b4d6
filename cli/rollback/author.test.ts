import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import { findAuthor } from './author.ts';

const user = (name: string): string =>
  `[core]\n\tbare = false\n[user]\n\tname = ${name}\n\temail = ${name}@example.com\n`;

describe('findAuthor', () => {
  let home: string;
  let dir: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'urumi-author-'));
    dir = join(home, 'clone');
    await mkdir(join(dir, '.git'), { recursive: true });
    await writeFile(join(dir, '.git/config'), '[core]\n\tbare = false\n');
  });
  afterEach(() => rm(home, { recursive: true }));

  it('asks the environment first, then the clone, then the person', async () => {
    await writeFile(join(home, '.gitconfig'), user('home'));
    assert.deepEqual(await findAuthor({ dir }, { HOME: home }), { name: 'home', email: 'home@example.com' });
    await writeFile(join(dir, '.git/config'), user('clone'));
    assert.deepEqual(await findAuthor({ dir }, { HOME: home }), { name: 'clone', email: 'clone@example.com' });
    const env = { HOME: home, GIT_AUTHOR_NAME: 'Env', GIT_AUTHOR_EMAIL: 'env@example.com' };
    assert.deepEqual(await findAuthor({ dir }, env), { name: 'Env', email: 'env@example.com' });
  });

  it('finds the configuration that lies elsewhere', async () => {
    await mkdir(join(home, '.config/git'), { recursive: true });
    await writeFile(join(home, '.config/git/config'), user('xdg'));
    assert.equal((await findAuthor({ dir }, { HOME: home })).name, 'xdg');
    await writeFile(join(home, 'other'), user('other'));
    const env = { HOME: home, GIT_CONFIG_GLOBAL: join(home, 'other') };
    assert.equal((await findAuthor({ dir }, env)).name, 'other');
  });

  it('says what to do when nobody says', async () => {
    await writeFile(join(home, '.gitconfig'), '[user]\n\tname = Only Name\n');
    await assert.rejects(
      findAuthor({ dir }, { HOME: home }),
      (error) => error instanceof CliError && /git config --global user\.email/.test(error.message),
    );
  });
});
