import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { applyObject } from '../../cluster/apply.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { gitCli } from '../../forge/testing/git-cli.ts';
import { Bed } from '../../test/harness/bed.ts';
import { storeFile, storeFiles } from '../../test/harness/store-file.ts';
import { until } from '../../test/harness/until.ts';
import { fleetStatusSchema, type FleetStatus } from '../../synth/spec/fleet.ts';
import { recordedIo, type RecordedIo } from '../recorded-io.ts';
import { run } from '../run.ts';

describe('urumi approve, purge and rollback, through the real controller', function () {
  this.timeout(200_000);
  let bed: Bed;
  const files = storeFiles('shop', 5);
  const gone = Object.fromEntries(
    Object.keys(files)
      .slice(0, 4)
      .map((path) => [path, null]),
  );

  before(async () => {
    bed = await Bed.start();
    await bed.startController();
    await bed.push(files);
    for (const name of namesOf(files)) await bed.untilPhase(name, 'Ready', 120_000);
  });
  after(() => bed[Symbol.asyncDispose]());

  async function urumi(
    args: readonly string[],
    answers?: readonly string[],
    kubeconfig = bed.plane.kubeconfig,
  ): Promise<RecordedIo> {
    const io = recordedIo(answers);
    await run([...args, '--kubeconfig', kubeconfig], io);
    return io;
  }

  /** A person with the rights of the Role that docs/deleting.md gives to those who approve, or with some of them. */
  async function person(user: string, verbs?: readonly string[]): Promise<string> {
    const page = await readFile(new URL('../../docs/deleting.md', import.meta.url), 'utf8');
    const role = parse(/```yaml\n([^`]+)```/.exec(page)?.[1] ?? '') as KubeObject & { rules: { verbs: string[] }[] };
    const rules = role.rules.map((rule) => ({
      ...rule,
      verbs: rule.verbs.filter((verb) => verbs?.includes(verb) ?? true),
    }));
    const metadata = { name: user, namespace: 'urumi-system' };
    await applyObject(bed.api, { ...role, metadata, rules });
    await applyObject(bed.api, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: user },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
    });
    const kubeconfig = await bed.plane.kubeconfigFor(user, []);
    // The API server learns of new rights a moment later.
    for (const kind of ['fleets', 'stores'])
      await until(`${user} has rights`, async () => (await urumi(['get', kind], [], kubeconfig)).exitCode() === 0);
    return kubeconfig;
  }

  async function fleetStatus(): Promise<FleetStatus> {
    return fleetStatusSchema.parse((await bed.fleet()).status ?? {});
  }

  /** Waits until this revision is what waits for approval. */
  async function waits(revision: string): Promise<void> {
    await until('the closings wait', async () => (await fleetStatus()).pendingApproval?.revision === revision, {
      tell: () => bed.controller.output,
    });
  }

  async function eventsOf(name: string, reason: string): Promise<string[]> {
    const notes: string[] = [];
    for await (const event of listObjects(bed.api, kindInfo('Event', 'events.k8s.io'), { namespace: 'urumi-system' })) {
      if ((event['regarding'] as { name?: string }).name === name && event['reason'] === reason)
        notes.push(String(event['note']));
    }
    return notes;
  }

  const closures = async () =>
    Promise.all(namesOf(gone).map(async (name) => (await bed.store(name))?.spec?.['closure'] !== undefined));

  describe('approve', () => {
    let first: string;

    before(async () => {
      first = await bed.push(gone, 'Close four');
      await waits(first);
    });

    it('shows in get fleets what a guard refuses, why, and how to approve it', async () => {
      const { out } = await urumi(['get', 'fleets']);
      assert.match(out(), /\nFleet shops: ClosuresHeld: revision \w{12} would close 4 of 5 stores/);
      assert.match(out(), new RegExp(`urumi approve shops ${first.slice(0, 12)}`));
    });

    it('says in explain why a store whose file is gone is open', async () => {
      const { out } = await urumi(['explain', 'shop-000']);
      assert.match(out(), new RegExp(`urumi approve shops ${first.slice(0, 12)}`));
    });

    it('approves nothing of a fleet that is not there', async () => {
      const { err, exitCode } = await urumi(['approve', 'shop', first, '--yes']);
      assert.equal(exitCode(), 1);
      assert.match(err(), /could not find fleet shop in namespace urumi-system: there are shops/);
    });

    it('approves nothing of another revision, of another count, and of what is no revision or count', async () => {
      const other = await urumi(['approve', 'shops', 'abcdef0', '--yes']);
      assert.deepEqual([other.exitCode(), /what waits is revision/.test(other.err())], [1, true]);
      const count = await urumi(['approve', 'shops', first, '--yes', '--count', '3']);
      assert.deepEqual([count.exitCode(), /it would close 4 store\(s\), not 3/.test(count.err())], [1, true]);
      for (const args of [['main'], [first, '--count', '0'], [first, '--count', 'all']])
        assert.equal((await urumi(['approve', 'shops', ...args, '--yes'])).exitCode(), 2);
      assert.deepEqual(await closures(), [false, false, false, false]);
    });

    it('approves nothing without a yes, and has an exit code of its own where nobody can be asked', async () => {
      const no = await urumi(['approve', 'shops', first], ['y']);
      assert.equal(no.exitCode(), 1);
      assert.match(no.err(), /shop-000 +Ready +db-data \d+Gi, uploads \d+Gi +7d\n/);
      assert.match(no.err(), /In all \d+Gi on 8 volumes\.\n/);
      assert.match(no.err(), /Close these 4 stores\? Type yes: /);
      const nobody = await urumi(['approve', 'shops', first]);
      assert.equal(nobody.exitCode(), 4);
      assert.match(nobody.err(), /there is no terminal to ask on; nothing was changed\. In scripts give --yes/);
      assert.deepEqual(await closures(), [false, false, false, false]);
    });

    it('is void for the next revision, whose count is another one', async () => {
      const { metadata } = await bed.fleet();
      const next = await bed.push({ 'stores/shop-003.yaml': files['stores/shop-003.yaml'] ?? '' }, 'Keep one');
      await waitsNoMore();
      assert.deepEqual(await closures(), [true, true, true, false], 'three are allowed unasked');
      assert.equal(metadata.annotations?.['urumi.dev/approved-closures'], undefined);
      const late = await urumi(['approve', 'shops', first, '--yes']);
      assert.equal(late.exitCode(), 1);
      assert.match(late.err(), /no closing of fleet shops waits for approval/);
      await bed.push(files, `Revert, after ${next}`);
      await until('all are open again', async () => (await closures()).every((isClosed) => !isClosed));
      for (const name of namesOf(files)) await bed.untilPhase(name, 'Ready', 120_000);
    });

    const waitsNoMore = () =>
      until('nothing waits', async () => {
        const { pendingApproval, head } = await fleetStatus();
        return pendingApproval === undefined && head === (await bed.repository.head());
      });

    it('closes what was approved, and tells it once, also when the controller is restarted', async () => {
      const second = await bed.push(gone, 'Close four after all');
      await waits(second);
      const viewer = await urumi(['approve', 'shops', second, '--yes'], [], await person('viewer', ['get', 'list']));
      assert.deepEqual([viewer.exitCode(), /viewer" cannot patch resource "fleets"/.test(viewer.err())], [1, true]);
      const approver = await person('approver');
      const { out, err, exitCode } = await urumi(['approve', 'shops', second.slice(0, 8)], ['yes'], approver);
      assert.equal(exitCode(), 0, err());
      assert.equal(out(), `revision ${second} of fleet shops may close 4 store(s)\n`);
      for (const name of namesOf(gone)) await bed.untilPhase(name, 'Closed', 60_000);
      await waitsNoMore();
      const { approval } = await fleetStatus();
      assert.deepEqual([approval?.revision, approval?.closures, approval?.by], [second, 4, 'command']);
      assert.equal((await bed.store('shop-004'))?.spec?.['closure'], undefined);

      await bed.controller.end();
      await bed.startController();
      await bed.push({ 'notes.txt': 'x' });
      await waitsNoMore();
      assert.equal((await eventsOf('shops', 'ClosuresApproved')).length, 1);
      assert.match(
        (await eventsOf('shops', 'ClosuresApproved'))[0] ?? '',
        /closes 4 store\(s\).*approved by `urumi approve`/,
      );
      const refusals = await eventsOf('shops', 'ClosuresHeld');
      assert.equal(refusals.length, 2, `one for each refused revision: ${refusals.join('\n')}`);
      const again = await urumi(['approve', 'shops', second, '--yes']);
      assert.deepEqual([again.exitCode(), /was approved already/.test(again.out())], [0, true]);
    });
  });

  describe('purge', () => {
    it('says of a closed store when its data goes and how to reopen it', async () => {
      const { out } = await urumi(['explain', 'shop-000']);
      assert.match(out(), /Purge: +\S+ \(in 6d23h\)/);
      assert.match(
        out(),
        /git revert \$\(git log -1 --format=%h --diff-filter=D [0-9a-f]{12} -- stores\/shop-000\.yaml\)/,
      );
      assert.match(
        (await urumi(['get', 'stores'])).out(),
        /\nClosed, with the data that is kept; .*:\n(.*\n)* {2}shop-000: until \S+ \(in 6d23h\)\n/,
      );
    });

    it('purges no open store, and none that is not there', async () => {
      const open = await urumi(['purge', 'shop-004', '--confirm', 'shop-004']);
      assert.equal(open.exitCode(), 1);
      assert.match(open.err(), /it is open\. To close it, remove stores\/shop-004\.yaml/);
      const none = await urumi(['purge', 'shop-999', '--confirm', 'shop-999']);
      assert.deepEqual([none.exitCode(), /could not find store shop-999/.test(none.err())], [1, true]);
    });

    it('purges nothing when the name is typed wrongly, or there is nobody to type it', async () => {
      assert.equal((await urumi(['purge', 'shop-000'], ['shop-001'])).exitCode(), 1);
      assert.equal((await urumi(['purge', 'shop-000', '--confirm', 'shop-001'])).exitCode(), 1);
      assert.equal((await urumi(['purge', 'shop-000'])).exitCode(), 4);
      assert.equal((await bed.status('shop-000'))?.phase, 'Closed');
    });

    it('purges the store whose name was typed, whole, and no other', async () => {
      const { exitCode, err } = await urumi(['purge', 'shop-000'], ['shop-000']);
      assert.equal(exitCode(), 0, err());
      assert.match(err(), /namespace store-shop-000 with all that is in it[^]*db-data +\d+Gi/);
      await until('the Store is gone', async () => (await bed.store('shop-000')) === undefined, {
        timeoutMs: 60_000,
        tell: () => bed.controller.output,
      });
      assert.equal(await bed.object('shop-000', 'Namespace', ''), undefined);
      const volumes: unknown[] = [];
      for await (const { spec } of listObjects(bed.api, kindInfo('PersistentVolume')))
        volumes.push((spec as { claimRef?: { namespace?: string } }).claimRef?.namespace);
      assert.ok(!volumes.includes('store-shop-000'));
      assert.ok(volumes.includes('store-shop-001'));
      assert.equal((await bed.status('shop-001'))?.phase, 'Closed');
    });

    it('does not count for a later closing', async () => {
      const closing = (await bed.store('shop-001'))?.spec?.['closure'] as { at: string };
      await bed.push({ 'stores/shop-001.yaml': files['stores/shop-001.yaml'] ?? '' }, 'Reopen');
      await bed.untilPhase('shop-001', 'Ready', 60_000);
      await bed.api.request({
        method: 'PATCH',
        path: '/apis/urumi.dev/v1alpha1/namespaces/urumi-system/stores/shop-001',
        contentType: 'application/merge-patch+json',
        body: { metadata: { annotations: { 'urumi.dev/purge-now': closing.at } } },
      });
      await bed.push({ 'stores/shop-001.yaml': null }, 'Close again');
      const { purgeAt = '' } = await bed.untilPhase('shop-001', 'Closed', 60_000);
      assert.ok(Date.parse(purgeAt) > Date.now() + 86_400_000);
    });

    it("moves the purge of closed stores when the fleet's retention changes, until it is due", async () => {
      const before = (await bed.status('shop-001'))?.purgeAt ?? '';
      await bed.applyFleet({ retention: '14d' });
      const moved = async () => Date.parse((await bed.status('shop-001'))?.purgeAt ?? '') - Date.parse(before);
      await until('the purge is put off', async () => (await moved()) === 7 * 86_400_000);
      await bed.applyFleet({ retention: '1s' });
      for (const name of namesOf(gone))
        await until(`${name} is purged`, async () => (await bed.store(name)) === undefined, { timeoutMs: 60_000 });
      assert.equal((await bed.status('shop-004'))?.phase, 'Ready');
      await bed.applyFleet();
    });
  });

  describe('rollback', () => {
    it('lists the revisions that a store had, with outcome and duration', async () => {
      const opened = (await bed.status('shop-004'))?.revision ?? '';
      await bed.push({ 'stores/shop-004.yaml': storeFile('shop-004', { title: 'New' }) }, 'Rename');
      await until(
        'the change has arrived',
        async () => (await bed.status('shop-004'))?.history[0]?.revision !== opened,
        { timeoutMs: 60_000 },
      );
      const { out, exitCode } = await urumi(['rollback', 'shop-004']);
      assert.equal(exitCode(), 0);
      assert.match(
        out(),
        new RegExp(
          `^REVISION +OUTCOME +TOOK +AGE +MESSAGE\n\\w{12} +Ready +[\\d.]+s +\\d+s\n${opened.slice(0, 12)} +Ready +[\\d.]+s`,
        ),
      );
    });

    it('prepares in a clone the commit that the store then follows', async () => {
      const opened = (await bed.status('shop-004'))?.history[1]?.revision ?? '';
      const dir = await mkdtemp(join(tmpdir(), 'urumi-clone-'));
      try {
        await gitCli(['clone', '--quiet', bed.repository.path, '.'], { cwd: dir });
        await gitCli(['config', 'user.name', 'Tess Tester'], { cwd: dir });
        await gitCli(['config', 'user.email', 'tess@example.com'], { cwd: dir });
        const { out, err, exitCode } = await urumi([
          'rollback',
          'shop-004',
          opened,
          '--repo',
          dir,
          '--commit',
          '--branch',
          'undo',
        ]);
        assert.equal(exitCode(), 0, err());
        assert.match(out(), /\n- {2}title: "New"\n/);
        const unknown = await urumi(['rollback', 'shop-004', 'abcdef0', '--repo', dir]);
        assert.match(unknown.err(), /Revisions that the store had:\nREVISION/);
        await gitCli(['push', '--quiet', 'origin', 'undo:main'], { cwd: dir });
      } finally {
        await rm(dir, { recursive: true });
      }
      await until('the title is what it was', async () => (await bed.store('shop-004'))?.spec?.['title'] === undefined);
    });
  });
});

function namesOf(files: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(files).map((path) => path.replace(/^stores\/|\.yaml$/g, ''));
}
