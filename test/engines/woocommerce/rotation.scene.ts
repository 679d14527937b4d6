import assert from 'node:assert/strict';
import path from 'node:path';
import { openFolder, type OpenFolder } from '../open-folder.ts';
import { runRotation } from '../run-rotation.ts';
import { skipWithout } from '../skip-without.ts';
import { MariaDbServer } from './mariadb-server.ts';
import { findMariaDb, type MariaDbPrograms } from './woocommerce-programs.ts';

const old = 'oldsecret0123456789';
const next = 'newsecret0123456789';

describe('the rotation of a WooCommerce shop’s database password, on a real MariaDB', function () {
  this.timeout(120_000);
  let programs: MariaDbPrograms;
  let opened: OpenFolder | undefined;
  let folder: string;
  let database: MariaDbServer | undefined;

  before(async function () {
    programs = skipWithout(this, findMariaDb(process.env));
    opened = openFolder();
    folder = opened.path;
    database = await MariaDbServer.create(programs, path.join(folder, 'mariadb'), { password: old });
  });
  after(async () => {
    await database?.stop();
    opened?.close();
  });

  const rotate = (secrets: Record<string, string>, waitS = 20): ReturnType<typeof runRotation> =>
    runRotation({
      engine: 'woocommerce',
      folder,
      secrets,
      environment: {
        PATH: `${programs.client}:${process.env['PATH'] ?? ''}`,
        MYSQL_TCP_PORT: String(database?.port),
        DB_USER: 'wordpress',
      },
      waitS,
    });

  it('changes it once, is content when it is killed after that, and does nothing the next time', async () => {
    const files = { password: old, 'next-password': next };
    const first = await rotate(files);
    assert.equal(first.code, 0, first.output);
    const again = await rotate(files);
    assert.equal(again.code, 0, again.output);
    assert.match(again.output, /takes the newest password/);
    assert.equal((await rotate({ password: next, rotation: 'v2' })).code, 0);
    assert.doesNotMatch(first.output + again.output, /(old|new)secret/);
  });

  it('tells a password that is refused from a database that is away, and another rotation’s Secret from its own', async () => {
    assert.equal((await rotate({ password: old, 'next-password': 'another' })).code, 77);
    assert.equal((await rotate({ password: next, rotation: 'v1' })).code, 76);
    await database?.stop();
    const away = await rotate({ password: old, 'next-password': next }, 0);
    assert.equal(away.code, 69, away.output);
  });
});
