import assert from 'node:assert/strict';
import { skipWithout } from '../skip-without.ts';
import { medusaApplication, type MedusaApplication } from './medusa-application.ts';
import { MedusaBed } from './medusa-bed.ts';
import { findMedusaPrograms } from './medusa-programs.ts';
import { load } from './scenes/load.ts';
import { merchantChanges } from './scenes/merchant.ts';
import { plainHttp } from './scenes/plain-http.ts';
import { serving } from './scenes/serving.ts';
import { settingUp } from './scenes/setting-up.ts';
import { severalProcesses } from './scenes/several-processes.ts';

const scenes = [settingUp, serving, severalProcesses, plainHttp, merchantChanges, load];

describe('a Medusa shop, for real', function () {
  this.timeout(420_000);
  let application: MedusaApplication | undefined;
  let bed: MedusaBed | undefined;
  const started = Date.now();
  const seconds = (): number => Math.round((Date.now() - started) / 1000);

  before(async function () {
    this.timeout(1_800_000);
    const programs = skipWithout(this, findMedusaPrograms(process.env));
    application = await medusaApplication((text) => console.log(`  ${text}`));
    console.log(`  the application is there after ${seconds()} s`);
    bed = await MedusaBed.open(programs, application.folder);
  });
  after(async () => {
    await bed?.close();
    if (application === undefined) return;
    application.release();
    console.log(`  in all ${seconds()} s`);
  });

  // One shop: each scene goes on from where the one before has left it.
  for (const scene of scenes) scene(() => bed ?? assert.fail('the shop is not there'));
});
