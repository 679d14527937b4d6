import assert from 'node:assert/strict';
import { fleetExample, storeExample } from '../../controller/testing/objects.ts';
import { fleetStatusSchema } from '../../synth/spec/fleet.ts';
import { renderTable } from '../table.ts';
import { fleetHeadings, fleetRemarks, fleetRow } from './fleet-table.ts';
import { protectedMessage } from '../../plan/protected-store.ts';
import { storeRemarks } from './store-remarks.ts';
import { storeHeadings, storeRow } from './store-table.ts';

const now = Date.parse('2026-11-21T10:00:00Z');
const createdAt = now - 95_000;
const lastTransitionTime = '2026-11-21T09:59:00Z';

describe('the table of stores', () => {
  const waiting = { type: 'Ready', status: 'False', reason: 'database', message: 'waits', lastTransitionTime };
  const store = storeExample('demo-shop', {
    spec: { owner: 'team-retail' },
    status: { phase: 'Provisioning', url: 'http://demo-shop.shops.example', conditions: [waiting] },
  });

  it('shows what kubectl shows', () => {
    const table = renderTable(storeHeadings(false), [storeRow({ store, createdAt }, false, now)]);
    assert.equal(
      table,
      'NAME        PHASE          ENGINE        PLAN    URL                              AGE\n' +
        'demo-shop   Provisioning   woocommerce   small   http://demo-shop.shops.example   95s\n',
    );
  });

  it('shows owner, revision and reason when it is wide', () => {
    assert.deepEqual(storeRow({ store, createdAt }, true, now).slice(-3), ['team-retail', 'aaaaaaaaaaaa', 'database']);
    const held = storeExample('held', { held: 'stores/held.yaml:1:1: broken', status: { phase: 'Ready' } });
    assert.equal(storeRow({ store: held, createdAt }, true, now).at(-1), 'Held');
  });
});

describe('what stands below the table of stores', () => {
  const closure = (purgeAt: string) => ({ at: '2026-11-20T10:00:00Z', revision: 'c'.repeat(40), purgeAt });

  it('says of closed stores until when their data is kept, the soonest first', () => {
    const stores = [
      storeExample('late', { spec: { closure: closure('2026-11-27T10:00:00Z') }, status: { phase: 'Closed' } }),
      storeExample('open', { status: { phase: 'Ready' } }),
      storeExample('soon', { spec: { closure: closure('2026-11-21T12:30:00Z') }, status: { phase: 'Closing' } }),
      storeExample('back', {
        held: 'broken',
        spec: { closure: closure('2026-11-21T08:00:00Z') },
        status: { phase: 'Closed' },
      }),
      storeExample('due', { spec: { closure: closure('2026-11-21T09:00:00Z') }, status: { phase: 'Closed' } }),
    ];
    assert.equal(
      storeRemarks(stores, now),
      '\nClosed, with the data that is kept; `urumi explain NAME` says how to reopen:\n' +
        '  back: its file is back, but cannot be applied: broken\n' +
        '  due: the purge is due\n' +
        '  soon: until 2026-11-21T12:30:00Z (in 2h30m)\n' +
        '  late: until 2026-11-27T10:00:00Z (in 6d)\n',
    );
  });

  it('says what a purge waits for, and which protected stores are open without a file', () => {
    const conditions = [
      { type: 'Ready', status: 'False', reason: 'Purging', message: 'purging: waits for Pod web', lastTransitionTime },
    ];
    const held = protectedMessage(storeExample('vault'));
    const stores = [
      storeExample('going', {
        spec: { closure: closure('2026-11-21T09:00:00Z') },
        status: { phase: 'Purging', conditions },
      }),
      storeExample('vault', { held, spec: { deletion: { protected: true } } }),
    ];
    assert.equal(
      storeRemarks(stores, now),
      '\nBeing purged:\n  going: purging: waits for Pod web\n' +
        '\nProtected, and open though the file is gone; `urumi explain NAME` says which commit comes first:\n  vault\n',
    );
  });

  it('names first of all the stores that a person has taken over', () => {
    const stalled = {
      type: 'Stalled',
      status: 'True',
      reason: 'BreakGlass',
      message: 'a person has taken over (fire)',
      lastTransitionTime,
    };
    const store = storeExample('burning', { status: { phase: 'Ready', conditions: [stalled] } });
    assert.equal(
      storeRemarks([store], now),
      '\nTaken over by a person (break-glass):\n  burning: a person has taken over (fire)\n',
    );
  });

  it('counts what would be a long list, and says nothing when there is nothing to say', () => {
    const many = Array.from({ length: 12 }, (_, at) =>
      storeExample(`s${at}`, { spec: { closure: closure('2026-11-27T10:00:00Z') } }),
    );
    assert.match(storeRemarks(many, now), /\n {2}s9: [^\n]+\n {2}and 2 more\n$/);
    assert.equal(storeRemarks([storeExample('open')], now), '');
  });
});

describe('the table of fleets', () => {
  const fleet = {
    ...fleetExample(),
    status: fleetStatusSchema.parse({
      head: 'b'.repeat(40),
      applied: 'a'.repeat(40),
      stores: 5,
      phases: { Ready: 4, Failed: 1 },
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'InvalidFiles',
          message: '1 file is not applied',
          lastTransitionTime,
        },
      ],
      invalid: [{ file: 'stores/x.yaml', blob: '1', messages: ['stores/x.yaml:3:9: spec.plan must be small'] }],
      invalidCount: 3,
      pendingApproval: { revision: 'b'.repeat(40), closures: 4, stores: ['p', 'q', 'r', 's'], reason: 'too many' },
    }),
  };

  it('shows revisions and counts', () => {
    const table = renderTable(fleetHeadings(false), [fleetRow({ fleet, createdAt }, false, now)]);
    assert.equal(
      table,
      'NAME    HEAD           APPLIED        STORES   READY   INVALID   AGE\n' +
        'shops   bbbbbbbbbbbb   aaaaaaaaaaaa   5        4       3         95s\n',
    );
  });

  it('says below what is wrong, which files, and what waits for approval', () => {
    assert.equal(
      fleetRemarks([{ fleet, createdAt }]),
      '\nFleet shops: InvalidFiles: 1 file is not applied\n' +
        '\nFiles of fleet shops that are not applied:\n' +
        '  stores/x.yaml:3:9: spec.plan must be small\n' +
        '  and 2 more files\n' +
        '\nRevision bbbbbbbbbbbb of fleet shops waits for approval to close 4 store(s):\n' +
        '  p, q, r, s\n' +
        '  too many\n' +
        'To approve it: urumi approve shops bbbbbbbbbbbb\n',
    );
  });

  it('says nothing below when all is well', () => {
    assert.equal(fleetRemarks([{ fleet: fleetExample(), createdAt }]), '');
  });
});
