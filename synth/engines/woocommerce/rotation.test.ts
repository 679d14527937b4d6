import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { podTemplateOf } from '../../pod-template.ts';
import { synthesise } from '../../synthesise.ts';
import type { Synthesis } from '../../synthesis.ts';
import { fleets, storeSpec } from '../../testing/samples.ts';
import { restrictedViolations } from '../../testing/restricted-violations.ts';

const shop = (rotate: Record<string, string> = {}, suspended = false): Synthesis =>
  synthesise({ name: 'demo-shop', spec: storeSpec({ rotate, suspended }) }, fleets.local);
const objectsOf = (synthesis: Synthesis) =>
  synthesis.stages.flatMap(({ objects }) => objects.map(({ object }) => object));
const jobOf = (synthesis: Synthesis) =>
  objectsOf(synthesis).find(({ metadata }) => metadata.name.startsWith('rotate-'));
const digestOf = (synthesis: Synthesis, kind: string, name: string): string | undefined =>
  synthesis.stages
    .flatMap(({ objects }) => objects)
    .find(({ object }) => object.kind === kind && object.metadata.name === name)?.digest;

describe('rotation of a WooCommerce store', () => {
  it('adds nothing to a store that asks for none', () => {
    assert.ok(!objectsOf(shop()).some(({ metadata }) => metadata.name.includes('rotat')));
  });

  it('is a Job per value, beside the database, whose pod may do no more than others', () => {
    const [one, two] = [jobOf(shop({ database: '1' })), jobOf(shop({ database: '2' }))];
    assert.match(one?.metadata.name ?? '', /^rotate-database-[0-9a-f]{10}$/);
    assert.notEqual(one?.metadata.name, two?.metadata.name);
    const stage = shop({ database: '1' }).stages.find(({ objects }) =>
      objects.some(({ object }) => object.metadata.name === one?.metadata.name),
    );
    assert.equal(stage?.name, 'database');
    assert.ok(one !== undefined);
    const template = podTemplateOf(one);
    assert.ok(template !== undefined);
    assert.deepEqual(restrictedViolations(template.spec), []);
  });

  it('has no password, and nothing made from one, in its spec', () => {
    const [request] = shop({ database: '1' }).secrets;
    assert.deepEqual(request?.rotation, { keys: ['password'], job: 'rotate-database', value: '1' });
    const text = JSON.stringify(jobOf(shop({ database: '1' })));
    assert.match(text, /"ROTATION","value":"1"/);
    assert.doesNotMatch(text, /secretKeyRef|root-password/);
  });

  it('replaces the web pod, and leaves the database, the setup and the cron alone', () => {
    const before = shop();
    const untouched = [
      ['StatefulSet', 'db'],
      ['CronJob', 'wp-cron'],
      ['ConfigMap', 'store-env'],
      ['ConfigMap', 'store-scripts'],
    ] as const;
    for (const after of [shop({ database: '1' }), shop({ application: '1' })]) {
      assert.notEqual(digestOf(after, 'Deployment', 'web'), digestOf(before, 'Deployment', 'web'));
      for (const [kind, name] of untouched)
        assert.equal(digestOf(after, kind, name), digestOf(before, kind, name), name);
      const setup = (synthesis: Synthesis) =>
        objectsOf(synthesis).find(({ metadata }) => metadata.name.startsWith('setup-'));
      assert.equal(setup(after)?.metadata.name, setup(before)?.metadata.name);
    }
  });

  it('waits while the store sleeps', () => {
    assert.equal(jobOf(shop({ database: '1' }, true)), undefined);
  });
});

/**
 * Stands for MariaDB's client and server: takes the password that `server` holds, writes down every command line and changes the password when it is
 * told to. The server itself needs a container; what the script does with its answers does not.
 */
const client = `#!/bin/sh
echo "$*" >> "$BED/commands"
[ ! -e "$BED/away" ] || { echo "ERROR 2002 (HY000): Can't connect to server on 'db' (115)" >&2; exit 1; }
[ "$MYSQL_PWD" = "$(cat "$BED/server")" ] || { echo "ERROR 1045 (28000): Access denied for user 'wordpress'@'10.0.0.1' (using password: YES)" >&2; exit 1; }
read -r statement
case $statement in
  "SET PASSWORD"*)
    [ ! -e "$BED/readonly" ] || { echo "ERROR 1290 (HY000) at line 1: near '$statement'" >&2; exit 1; }
    printf %s "$statement" | sed "s/.*PASSWORD('\\(.*\\)');/\\1/" > "$BED/server.new"; mv "$BED/server.new" "$BED/server"
    [ ! -e "$BED/crash" ] || { rm "$BED/crash"; kill -9 "$(cat "$BED/pid")"; };;
esac
`;

describe('the rotation script', function () {
  this.timeout(20_000);
  let bed: string;

  beforeEach(async () => {
    bed = await mkdtemp(path.join(tmpdir(), 'urumi-rotation-'));
    const scripts = objectsOf(shop({ database: 'v2' })).find(({ metadata }) => metadata.name === 'store-rotation');
    const files = { ...(scripts?.['data'] as Record<string, string>), mariadb: client, commands: '' };
    await Promise.all(Object.entries(files).map(([name, content]) => put(name, content)));
    await chmod(path.join(bed, 'mariadb'), 0o755);
  });

  afterEach(() => rm(bed, { recursive: true }));

  const put = (name: string, content: string) => writeFile(path.join(bed, name), content);
  const server = () => readFile(path.join(bed, 'server'), 'utf8');

  async function rotate(files: Record<string, string>, waitS = 20): Promise<{ code: number | string; output: string }> {
    await Promise.all(Object.entries(files).map(([name, content]) => put(name, content)));
    const env = {
      PATH: `${bed}:${process.env['PATH'] ?? ''}`,
      BED: bed,
      SECRETS: bed,
      DB_HOST: 'db',
      DB_USER: 'wordpress',
      ROTATION: 'v2',
      DB_WAIT_S: String(waitS),
      PAUSE_S: '0.05',
    };
    return new Promise((resolve) => {
      const command = 'echo $$ > "$BED/pid"; exec sh "$BED/rotate-database.sh"';
      execFile('sh', ['-c', command], { env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : (error.signal ?? error.code ?? 1), output: stdout + stderr });
      });
    });
  }

  it('changes the password once, and does nothing the second time', async () => {
    const files = { password: 'old', 'next-password': 'new' };
    assert.equal((await rotate({ ...files, server: 'old' })).code, 0);
    assert.equal(await server(), 'new');
    const again = await rotate(files);
    assert.equal(again.code, 0);
    assert.match(again.output, /takes the newest password/);
    assert.equal(await server(), 'new');
  });

  it('converges when it is killed after the server has changed the password', async () => {
    const files = { password: 'old', 'next-password': 'new' };
    assert.equal((await rotate({ ...files, server: 'old', crash: '' })).code, 'SIGKILL');
    assert.equal(await server(), 'new');
    assert.equal((await rotate(files)).code, 0);
  });

  it('is content with a rotation that is complete', async () => {
    assert.equal((await rotate({ password: 'new', rotation: 'v2', server: 'new' })).code, 0);
  });

  it('does not take the Secret of another rotation for its own', async () => {
    assert.equal((await rotate({ password: 'old', rotation: 'v1', server: 'old' })).code, 76);
    assert.equal((await rotate({ password: 'old', server: 'old' })).code, 76);
    assert.equal(await server(), 'old');
  });

  it('tells a database that refuses it from one that does not answer', async () => {
    const files = { password: 'old', 'next-password': 'new' };
    assert.equal((await rotate({ ...files, server: 'another' })).code, 77);
    const away = await rotate({ ...files, away: '' }, 0);
    assert.equal(away.code, 69);
    assert.match(away.output, /no answer from the database: ERROR 2002/);
  });

  it('shows no password in command lines, nor in the log, even when the server quotes the statement', async () => {
    const secrets = { password: 'oldsecret', 'next-password': 'newsecret' };
    const failed = await rotate({ ...secrets, server: 'oldsecret', readonly: '' });
    assert.equal(failed.code, 1);
    assert.match(failed.output, /did not change it: ERROR 1290/);
    await rm(path.join(bed, 'readonly'));
    const done = await rotate(secrets);
    assert.equal(done.code, 0);
    const commands = await readFile(path.join(bed, 'commands'), 'utf8');
    assert.match(commands, /-uwordpress/);
    assert.doesNotMatch(commands + failed.output + done.output, /(old|new)secret/);
  });
});
