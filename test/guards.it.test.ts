import assert from 'node:assert/strict';
import { kindInfo } from '../cluster/kinds.ts';
import { listObjects } from '../cluster/list.ts';
import type { Condition } from '../synth/spec/status.ts';
import { Bed } from './harness/bed.ts';
import { storeFile, storeFiles, storeName } from './harness/store-file.ts';
import { until } from './harness/until.ts';

/** How often the repository is asked, and how much later a status may be written, ms. */
const intervalMs = 2_000;
const settleMs = 3_000;

const readme = { 'stores/README.md': 'One file is one shop.\n' };

describe('the guards before any closing, through the whole controller', function () {
  this.timeout(200_000);
  let bed: Bed;
  const few = storeFiles('shop', 4);

  before(async () => {
    bed = await Bed.start();
    await follow();
    await bed.startController();
    await bed.push({ ...readme, ...few });
    for (const name of namesOf(few)) await bed.untilPhase(name, 'Ready', 120_000);
  });

  after(() => bed[Symbol.asyncDispose]());

  /** Follows a branch at the interval of these tests. */
  const follow = (branch = 'main'): Promise<void> =>
    bed.applyFleet({ source: { url: bed.git.url('stores'), interval: `${intervalMs / 1000}s`, branch } });

  const ready = async (): Promise<Condition | undefined> => {
    const { conditions = [] } = ((await bed.fleet()).status ?? {}) as { conditions?: Condition[] };
    return conditions.find(({ type }) => type === 'Ready');
  };

  /** The Fleet's status says so within one interval, and an Event on the Fleet does too. */
  async function isRefused(reason: string, message: RegExp): Promise<void> {
    const told = await until(
      `the Fleet says ${reason}`,
      async () => {
        const condition = await ready();
        return condition?.reason === reason ? condition : undefined;
      },
      { timeoutMs: intervalMs * 1.1 + settleMs, tell: () => bed.controller.output },
    );
    assert.equal(told.status, 'False');
    assert.match(told.message, message);
    const note = await until(`an Event says ${reason}`, () => eventNote(reason), { timeoutMs: 5_000 });
    assert.match(note, message);
  }

  async function eventNote(reason: string): Promise<string | undefined> {
    const notes: unknown[] = [];
    for await (const event of listObjects(bed.api, kindInfo('Event', 'events.k8s.io'), { namespace: 'urumi-system' })) {
      const { kind, name } = event['regarding'] as { kind?: string; name?: string };
      if (kind === 'Fleet' && name === 'shops' && event['reason'] === reason) notes.push(event['note']);
    }
    return notes.length === 0 ? undefined : String(notes.at(-1));
  }

  /** None of them is closed, nor about to be, and each still serves. */
  async function isUntouched(names: readonly string[]): Promise<void> {
    for (const name of names) {
      assert.equal((await bed.store(name))?.spec?.['closure'], undefined, `${name} was closed`);
      assert.equal((await bed.status(name))?.phase, 'Ready');
      assert.ok(await bed.object(name, 'Ingress.networking.k8s.io', 'web'), `${name} has lost its Ingress`);
    }
  }

  async function recovers(revision: string): Promise<void> {
    await until('the fleet is Ready again', async () => {
      const { status = {} } = await bed.fleet();
      return status['applied'] === revision && (await ready())?.status === 'True';
    });
    await isUntouched(namesOf(few));
  }

  const nothing = (files: Readonly<Record<string, unknown>>): Record<string, null> =>
    Object.fromEntries(Object.keys({ ...readme, ...files }).map((path) => [path, null]));

  it('empty tree: closes nothing when every file of the repository is gone', async () => {
    await bed.push(nothing(few), 'Empty the repository');
    await isRefused('TreeEmpty', /holds no file at all; nothing is closed/);
    await isUntouched(namesOf(few));
    await recovers(await bed.push({ ...readme, ...few }));
  });

  it("path missing: closes nothing when the stores' folder is deleted", async () => {
    await bed.push({ ...nothing(few), 'notes.txt': 'We moved.\n' }, 'Delete the folder');
    await isRefused('PathMissing', /has no folder 'stores'; nothing is closed/);
    await isUntouched(namesOf(few));
    await recovers(await bed.push({ ...readme, ...few }));
  });

  it('unreadable tree: closes nothing when the folder cannot be listed', async () => {
    const deep = `stores/${'x/'.repeat(40)}deep.yaml`;
    await bed.push({ ...nothing(few), [deep]: storeFile('deep') }, 'Bury everything');
    await isRefused('TreeUnreadable', /cannot be read: .*; nothing is changed until it can/);
    await isUntouched(namesOf(few));
    await recovers(await bed.push({ ...readme, ...few, [deep]: null }));
  });

  it('unrelated tree: closes nothing when another history is pushed over the branch', async () => {
    const before = (await bed.repository.head()) ?? '';
    const other = { ...readme, 'stores/other.yaml': storeFile('other') };
    await bed.repository.commit(other, { parent: null, message: 'Import' });
    await isRefused('UnrelatedTree', /none is one of the stores that ran before it; nothing is closed/);
    await bed.untilPhase('other', 'Ready', 60_000);
    await isUntouched(namesOf(few));
    await recovers(await bed.repository.commit({ 'stores/other.yaml': storeFile('other') }, { parent: before }));
    await bed.push({ 'stores/other.yaml': null }, 'Close other');
    await bed.untilPhase('other', 'Closed', 60_000);
  });

  it('unrelated tree: closes nothing when the Fleet is told to follow another branch', async () => {
    await bed.repository.commit(
      { ...readme, 'stores/stray.yaml': storeFile('stray', { deletion: 'Delete' }) },
      { branch: 'drafts', parent: null },
    );
    await follow('drafts');
    await isRefused('UnrelatedTree', /correct source\.url, source\.branch or source\.path/);
    await isUntouched(namesOf(few));
    await follow();
    await until('the stray store is gone', async () => (await bed.store('stray')) === undefined, { timeoutMs: 60_000 });
    await recovers((await bed.repository.head()) ?? '');
  });

  it('a protected store: stays open when its file goes, and closes after a commit that lifts the protection', async () => {
    const guarded = (isProtected: boolean): string => `${storeFile('vault')}  deletion: {protected: ${isProtected}}\n`;
    await bed.push({ 'stores/vault.yaml': guarded(true) });
    await bed.untilPhase('vault', 'Ready', 60_000);
    await bed.push({ 'stores/vault.yaml': null });
    const held = await until('the Fleet says so', async () => {
      const condition = await ready();
      return condition?.reason === 'InvalidFiles' ? condition : undefined;
    });
    assert.match(held.message, /vault/);
    await isUntouched(['vault']);
    await bed.push({ 'stores/vault.yaml': guarded(false) });
    await until('the protection is lifted', async () => {
      const { deletion } = ((await bed.store('vault'))?.spec ?? {}) as { deletion?: { protected?: boolean } };
      return deletion?.protected === false;
    });
    await bed.push({ 'stores/vault.yaml': null });
    await bed.untilPhase('vault', 'Closed', 60_000);
  });

  describe('more closings in one commit than the fleet allows', () => {
    const many = storeFiles('bulk', 16);
    const going = namesOf(many).slice(0, 12);
    const gone = Object.fromEntries(going.map((name) => [`stores/${name}.yaml`, null]));
    const opened = ['new-a', 'new-b'];

    before(async () => {
      await bed.push(many);
      for (const name of namesOf(many)) await bed.untilPhase(name, 'Ready', 120_000);
    });

    it('closes none of them, says so, and opens both that the same commit adds', async () => {
      const added = Object.fromEntries(opened.map((name) => [`stores/${name}.yaml`, storeFile(name)]));
      const revision = await bed.push({ ...gone, ...added }, 'Close 12, open 2');
      await isRefused('ClosuresHeld', /would close 12 of 2\d stores; the fleet's limit is 3 per revision/);
      const { pendingApproval } = (await bed.fleet()).status as {
        pendingApproval?: { revision: string; stores: string[] };
      };
      assert.equal(pendingApproval?.revision, revision);
      assert.deepEqual(pendingApproval?.stores, going);
      for (const name of opened) await bed.untilPhase(name, 'Ready', 60_000);
      await isUntouched([...namesOf(few), ...namesOf(many)]);
    });

    it('is not moved by an approval of fewer', async () => {
      await bed.push({}, 'Approve some\n\nUrumi-Approve-Closures: 11');
      await until('the new head is looked at', async () => {
        const { pendingApproval } = (await bed.fleet()).status as { pendingApproval?: { revision: string } };
        return pendingApproval?.revision === (await bed.repository.head());
      });
      await isUntouched([...namesOf(few), ...namesOf(many)]);
    });

    it('closes these and no others once the commit approves them', async () => {
      await bed.push({}, 'Approve them\n\nUrumi-Approve-Closures: 12');
      for (const name of going) await bed.untilPhase(name, 'Closed', 60_000);
      await isUntouched([
        ...namesOf(few),
        ...opened,
        ...Array.from({ length: 4 }, (_, at) => storeName('bulk', 12 + at)),
      ]);
      await recovers((await bed.repository.head()) ?? '');
    });
  });
});

function namesOf(files: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(files).map((path) => path.replace(/^stores\/|\.yaml$/g, ''));
}
