import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setupScripts } from './files/files.ts';

const titles = [
  `Müller's "Käse" & <b>Söhne</b> 👩‍🌾 100%`,
  '`id` $(id) ${HOME} $HOME \\ \\n; rm -rf / #',
  "'; update_option('admin_email','x'); //",
  // Longer than a store file may have it.
  `"'👩‍🌾ä`.repeat(20).padEnd(200, 'x'),
];

/** Stands for WP-CLI: writes down its arguments, a NUL after each, and says what a shop says that is not installed yet. */
const wp = `#!/bin/sh
printf '%s\\0' "$@" >> "$BED/arguments"
case "$*" in
  'core is-installed') exit 1;;
  'core install'*) cat > "$BED/stdin";;
  'user list'*) echo 1;;
  *check.php) echo '{"wc":"11.0.1"}';;
esac
`;

const wordpress = fileURLToPath(new URL('testing/wordpress.php', import.meta.url));

describe('a title with everything in it', function () {
  this.timeout(20_000);
  let bed: string;

  beforeEach(() => {
    bed = mkdtempSync(path.join(tmpdir(), 'urumi-title-'));
    for (const [name, text] of Object.entries(setupScripts)) writeFileSync(path.join(bed, name), text);
    writeFileSync(path.join(bed, 'password'), 'secret-of-the-admin');
  });
  afterEach(() => rmSync(bed, { recursive: true }));

  const environment = (title: string): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    BED: bed,
    DOCROOT: bed,
    INIT_DIR: bed,
    TITLE: title,
    SCHEME: 'https',
    HOST: 'shop.example.com',
    ADMIN_USER: 'shopkeeper',
    ADMIN_EMAIL: 'a@example.com',
    ADMIN_PASSWORD_FILE: path.join(bed, 'password'),
    CURRENCY: 'EUR',
    COUNTRY: 'DE',
    GATEWAYS: 'cod',
    CATALOG: 'empty',
    TERMINATION_LOG: path.join(bed, 'log'),
  });

  for (const title of titles) {
    it(`reaches WordPress' installation as one argument, as it is: ${title.slice(0, 40)}`, () => {
      for (const [name, text] of Object.entries({ wp, php: '#!/bin/sh\nexit 0\n' }))
        writeFileSync(path.join(bed, name), text, { mode: 0o755 });
      const env = { ...environment(title), PATH: `${bed}:${process.env['PATH'] ?? ''}` };
      const { status, stderr } = spawnSync('sh', [path.join(bed, 'init.sh')], { env, encoding: 'utf8' });
      assert.equal(status, 0, stderr);
      const given = readFileSync(path.join(bed, 'arguments'), 'utf8').split('\0');
      assert.ok(given.includes(`--title=${title}`), given.join('\n'));
      assert.ok(!given.join().includes('secret-of-the-admin'), 'the password is on no command line');
      assert.equal(readFileSync(path.join(bed, 'stdin'), 'utf8'), 'secret-of-the-admin');
    });

    it(`is what settings.php writes, and nothing else happens: ${title.slice(0, 40)}`, function () {
      if (spawnSync('php', ['--version']).error !== undefined) this.skip();
      const { status, stderr } = spawnSync('php', [wordpress], { env: environment(title), encoding: 'utf8' });
      assert.equal(status, 0, stderr);
      const options = JSON.parse(readFileSync(path.join(bed, 'options.json'), 'utf8')) as Record<string, unknown>;
      assert.equal(options['blogname'], title);
      assert.equal(options['admin_email'], undefined);
    });
  }
});
