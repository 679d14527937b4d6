import assert from 'node:assert/strict';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import type { StoreRow } from '../../server/api/store-row.ts';
import { fleetHeadline, storesHeadline } from './headlines.ts';
import { plainMessage } from './plain-message.ts';
import { reasonOf } from './row-words.ts';
import { age, elapsed, inDays, took } from './time-words.ts';
import { waitsOf } from './waits-words.ts';

const now = Date.parse('2026-11-21T10:00:00Z');
const plain = (text: string): string => text.replaceAll('\u00A0', ' ');
const row: StoreRow = {
  name: 'a',
  fleet: 'shops',
  phase: 'Provisioning',
  group: 'motion',
  reason: 'database',
  message: 'stage database waits for Pod db-0: Unschedulable',
  stage: { name: 'database', since: '2026-11-21T09:58:08Z', done: 2, of: 7 },
  engine: 'woocommerce',
  version: '9.4.2',
  plan: 'small',
  owner: '',
  title: 'A',
  url: '',
  revision: '',
};
const detail: StoreDetail = {
  ...row,
  next: [],
  todo: [],
  adminUser: 'shopkeeper',
  suspended: false,
  stages: [],
  usual: {},
  conditions: [],
  history: [],
  volumes: [],
  objects: [],
  pods: [],
  commands: [],
  deletion: { policy: 'Retain', retention: '7d', retentionMs: 604_800_000, protected: false },
};

describe('times in words', () => {
  it('say one unit in lists, two to who waits, and never break across lines', () => {
    assert.deepEqual(
      [0, 59_999, 60_000, 7_500_000, 400 * 86_400_000].map((ms) => plain(age(ms))),
      ['0 s', '59 s', '1 min', '2 h', '1 y'],
    );
    assert.deepEqual(
      [8_000, 112_000, 11_520_000].map((ms) => plain(elapsed(ms))),
      ['8 s', '1 min 52 s', '3 h 12 min'],
    );
    assert.equal(plain(took(1_840)), '1.8 s');
    assert.doesNotMatch(elapsed(112_000), / /);
  });

  it('count days to come, and hours when it is less than one', () => {
    const at = (ms: number) => plain(inDays(new Date(now + ms).toISOString(), now));
    assert.deepEqual(
      [at(3 * 86_400_000), at(86_400_000), at(7_200_000), at(-1)],
      ['in 3 days', 'in 1 day', 'in 2 h 00 min', 'now'],
    );
  });
});

describe('headlines', () => {
  it('say the state', () => {
    assert.equal(storesHeadline({ Ready: 213, Failed: 1 }, 1, undefined), '214 stores, 1 needs someone');
    assert.equal(storesHeadline({ Ready: 1 }, 0, undefined), '1 store, none needs anyone');
    assert.match(storesHeadline({ Ready: 2 }, 0, now), /^2 stores, as of \d\d:\d\d:\d\d$/);
  });

  it('say whether the cluster matches Git', () => {
    const fleet = { name: 'shops', head: 'a', stores: 3, suspended: false } as Parameters<typeof fleetHeadline>[0];
    assert.equal(fleetHeadline(fleet, 0), 'All 3 stores match Git');
    assert.equal(fleetHeadline(fleet, 1), '2 of 3 stores match Git');
    assert.equal(fleetHeadline({ ...fleet, suspended: true }, 0), 'shops is suspended: Git is not followed');
  });
});

describe('reasonOf', () => {
  it('names the stage and how long it has taken', () => {
    assert.equal(plain(reasonOf(row, now)), 'Database, 1 min 52 s');
  });

  it('says nothing of a store that is open, and the sentence of one whose file is held', () => {
    assert.equal(reasonOf({ ...row, phase: 'Ready' }, now), '');
    assert.equal(
      reasonOf({ ...row, phase: 'Ready', held: 'stores/a.yaml:3:9: no plan' }, now),
      'Its file is not applied: no plan',
    );
  });

  it('says until when the data of a closed store is kept', () => {
    assert.equal(reasonOf({ ...row, phase: 'Closed', purgeAt: '2026-11-24T09:12:00Z' }, now), 'Data kept until 24 Nov');
  });
});

describe('waitsOf', () => {
  it('says what a store waits for, why, and what is usual', () => {
    const waits = waitsOf({ ...detail, usual: { database: 40 }, deadline: '2026-11-21T10:00:30Z' }, now);
    assert.equal(waits?.title, 'Waiting for its database');
    assert.match(
      plain(waits?.why ?? ''),
      /^Pod db-0: Unschedulable\. This usually takes 40 s\. There is nothing for you to do\.$/,
    );
    assert.match(waits?.advice[0] ?? '', /counts as failed/);
    assert.equal(waits?.figure, 'stage 3 of 7');
  });

  it('promises no deadline that is over', () => {
    assert.deepEqual(waitsOf({ ...detail, deadline: '2026-11-21T09:59:00Z' }, now)?.advice, []);
  });

  it('says of a store that failed whether customers have seen it', () => {
    const waits = waitsOf({ ...detail, phase: 'Failed', message: 'stage setup: Job failed' }, now);
    assert.equal(waits?.urgent, true);
    assert.match(waits?.advice.join(' ') ?? '', /never opened/);
    const history = [{ revision: 'a', at: '2026-11-20T10:00:00Z', outcome: 'Ready' as const, seconds: 60 }];
    assert.doesNotMatch(waitsOf({ ...detail, phase: 'Failed', history }, now)?.advice.join(' ') ?? '', /never opened/);
  });

  it('has nothing to say of a store that is well', () => {
    assert.equal(waitsOf({ ...detail, phase: 'Ready' }, now), undefined);
  });
});

describe('plainMessage', () => {
  it('leaves out the stage, which stands beside it', () => {
    assert.equal(plainMessage('stage setup: the job failed'), 'The job failed');
    assert.equal(plainMessage(''), '');
  });
});
