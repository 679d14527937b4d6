import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openFolder, type OpenFolder } from '../open-folder.ts';
import { PostgresServer } from './postgres-server.ts';
import { runRotation } from '../run-rotation.ts';
import { skipWithout } from '../skip-without.ts';
import { findMedusaPrograms } from './medusa-programs.ts';

const old = 'oldsecret0123456789';
const next = 'newsecret0123456789';

describe('the rotation of a Medusa shop’s database password, on a real PostgreSQL', function () {
  this.timeout(120_000);
  let opened: OpenFolder;
  let folder: string;
  let postgres: PostgresServer;
  let bin: string;

  before(async function () {
    const programs = skipWithout(this, findMedusaPrograms(process.env));
    bin = programs.postgres;
    opened = openFolder();
    folder = opened.path;
    postgres = await PostgresServer.create(programs, path.join(folder, 'postgres'), old);
  });
  after(async () => {
    await postgres?.stop();
    opened?.close();
  });

  const rotate = (secrets: Record<string, string>, port = postgres.port): ReturnType<typeof runRotation> =>
    runRotation({
      engine: 'medusa',
      folder,
      secrets,
      environment: {
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        DB_USER: postgres.user,
        DB_NAME: postgres.database,
        PGPORT: String(port),
      },
      waitS: port === postgres.port ? 20 : 0,
    });

  it('says what is wrong when the server does not change it, and shows no password, not even in the server’s log', async () => {
    postgres.sql(
      "alter system set default_transaction_read_only = on; alter system set log_statement = 'all'; select pg_reload_conf()",
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { code, output } = await rotate({ password: old, 'next-password': next });
    postgres.sql('set default_transaction_read_only = off; alter system reset all; select pg_reload_conf()');
    assert.equal(code, 1, output);
    assert.match(output, /the database did not change it: ERROR: *25006/);
    const log = readFileSync(`${path.join(folder, 'postgres')}.log`, 'utf8');
    assert.doesNotMatch(log + output, /(old|new)secret/);
  });

  it('finds its data again after the server was cut off', async () => {
    postgres.sql('create table kept (id int); insert into kept values (1)');
    await postgres.stop();
    await postgres.start();
    assert.equal(postgres.sql('select * from kept'), '1');
  });

  it('changes it once, is content when it is killed after that, and does nothing the next time', async () => {
    const files = { password: old, 'next-password': next };
    assert.equal((await rotate(files)).code, 0);
    const again = await rotate(files);
    assert.equal(again.code, 0);
    assert.match(again.output, /takes the newest password/);
    assert.equal((await rotate({ password: next, rotation: 'v2' })).code, 0);
  });

  it('tells a password that is refused from a database that is away, and another rotation’s Secret from its own', async () => {
    assert.equal((await rotate({ password: old, 'next-password': 'another' })).code, 77);
    const away = await rotate({ password: old, 'next-password': next }, 1);
    assert.equal(away.code, 69, away.output);
    assert.equal((await rotate({ password: next, rotation: 'v1' })).code, 76);
  });
});
