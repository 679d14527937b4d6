import assert from 'node:assert/strict';
import { readObject } from '../cluster/read.ts';
import type { KubeObject } from '../cluster/object.ts';
import { controllerLease, systemNamespace } from '../synth/spec/names.ts';
import { Bed } from './harness/bed.ts';
import type { ChildUnderTest } from './harness/child-process.ts';
import { storeFile } from './harness/store-file.ts';
import { until } from './harness/until.ts';

describe('two controllers of one cluster', function () {
  this.timeout(180_000);
  let bed: Bed;
  let first: ChildUnderTest;
  let second: ChildUnderTest;

  before(async () => {
    bed = await Bed.start();
    first = await bed.startController('first');
    await bed.push({ 'stores/one.yaml': storeFile('one') });
    await bed.untilPhase('one', 'Ready');
  });

  after(async () => {
    await first?.end('SIGKILL');
    await bed[Symbol.asyncDispose]();
  });

  const holder = async (): Promise<string> => {
    const lease = await readObject(bed.api, `Lease.coordination.k8s.io/${systemNamespace}/${controllerLease}`);
    return (lease as (KubeObject & { spec: { holderIdentity: string } }) | undefined)?.spec.holderIdentity ?? '';
  };
  const portOf = ({ output }: ChildUnderTest): string =>
    /metrics at http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1] ?? '';
  const page = async (child: ChildUnderTest, path: string): Promise<string> =>
    (await fetch(`http://127.0.0.1:${portOf(child)}${path}`)).text();

  it('stand by for each other: one leads, both are ready, and say which of them it is', async () => {
    second = await bed.startController('second');
    await until('the second stands by', () => second.output.includes('leads; this one stands by'), {
      tell: () => second.output,
    });
    assert.equal(await page(second, '/readyz'), 'ok\n');
    assert.match(await page(first, '/metrics'), /^urumi_leader 1$/m);
    assert.match(await page(second, '/metrics'), /^urumi_leader 0$/m);
    await bed.push({ 'stores/two.yaml': storeFile('two') });
    await bed.untilPhase('two', 'Ready');
    assert.doesNotMatch(second.output, /a store file was applied/);
  });

  it('take over when the leader hangs, which ends without another write when it wakes', async () => {
    const leader = await holder();
    process.kill(first.pid, 'SIGSTOP');
    await bed.push({ 'stores/three.yaml': storeFile('three') });
    await bed.untilPhase('three', 'Ready');
    assert.notEqual(await holder(), leader);
    const before = first.output;
    process.kill(first.pid, 'SIGCONT');
    await until('the first has ended', () => !first.isRunning, { tell: () => first.output });
    assert.equal(await first.end(), 1);
    assert.match(first.output, /has taken the lease urumi-controller/);
    assert.doesNotMatch(first.output.slice(before.length), /was applied/);
  });

  it('take over at once when the leader is stopped', async () => {
    first = await bed.startController('first');
    await until('the first stands by', () => first.output.includes('leads; this one stands by'), {
      tell: () => first.output,
    });
    const leader = await holder();
    assert.equal(await second.end('SIGTERM'), 0);
    await until('the first leads', async () => !['', leader].includes(await holder()), { timeoutMs: 10_000 });
    await bed.push({ 'stores/one.yaml': null });
    await bed.untilPhase('one', 'Closed');
  });
});
