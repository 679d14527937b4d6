import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyObject } from '../../cluster/apply.ts';
import { connect, type Connection } from '../../cluster/connect.ts';
import { readObject } from '../../cluster/read.ts';
import { recordEvent } from '../../cluster/record-event.ts';
import { administrator } from '../../sandbox/control-plane/credentials.ts';
import { startControlPlane, type ControlPlane } from '../../sandbox/control-plane.ts';
import { annotations, apiVersion, systemNamespace } from '../../synth/spec/names.ts';
import { watchObjects } from '../get/watch-objects.ts';
import { recordedIo, type RecordedIo } from '../recorded-io.ts';
import { run } from '../run.ts';

const main = new URL('../main.ts', import.meta.url).pathname;
const lastTransitionTime = '2026-11-21T10:00:00Z';

describe('urumi get, explain, install and controller, on a real API server', function () {
  this.timeout(60_000);
  let plane: ControlPlane;
  let api: Connection;

  before(async () => {
    plane = await startControlPlane({ scheduler: false, kwok: false });
    api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'test' });
  });
  after(async () => {
    await api.close();
    await plane.stop();
  });

  async function urumi(...args: string[]): Promise<RecordedIo> {
    const io = recordedIo();
    await run([...args, '--kubeconfig', plane.kubeconfig], io);
    return io;
  }

  async function applyStore(name: string, status: object, spec: object = {}): Promise<void> {
    const metadata = {
      name,
      namespace: systemNamespace,
      labels: { 'urumi.dev/fleet': 'shops' },
      annotations: { 'urumi.dev/file': `stores/${name}.yaml` },
    };
    await applyObject(api, { apiVersion, kind: 'Store', metadata, spec: { engine: 'woocommerce', ...spec } });
    await applyObject(
      api,
      { apiVersion, kind: 'Store', metadata: { name, namespace: systemNamespace }, status },
      { subresource: 'status' },
    );
  }

  it('says how to prepare a cluster that was not prepared, and prepares it', async () => {
    const before = await urumi('get', 'stores');
    assert.equal(before.exitCode(), 3);
    assert.match(before.err(), /the cluster does not know them; prepare it with `urumi install`/);
    const installed = await urumi('install', '--trust', administrator.user);
    assert.equal(installed.exitCode(), 0);
    assert.match(installed.out(), /CustomResourceDefinition\.apiextensions\.k8s\.io\/\/stores\.urumi\.dev applied/);
    const empty = await urumi('get', 'stores');
    assert.deepEqual([empty.exitCode(), empty.out(), empty.err()], [0, '', 'No stores in namespace urumi-system.\n']);
  });

  it('prints manifests instead of applying them when asked', async () => {
    const { out } = await urumi('install', '--dry-run');
    assert.match(out(), /kind: ValidatingAdmissionPolicy\n/);
    assert.match(out(), /name: urumi-system\n/);
  });

  it('takes Urumi out of a cluster only when that is confirmed', async () => {
    const asked = await urumi('uninstall');
    assert.equal(asked.exitCode(), 4);
    assert.equal(asked.out(), '');
    assert.match(asked.err(), /nothing was changed. In scripts give --yes/);
  });

  it('lists stores as a table, as JSON and as YAML', async () => {
    await applyStore('demo', { phase: 'Ready', url: 'http://demo.shops.example' }, { plan: 'medium' });
    const table = await urumi('get', 'stores');
    assert.match(
      table.out(),
      /^NAME +PHASE +ENGINE +PLAN +URL +AGE\ndemo +Ready +woocommerce +medium +http:\/\/demo\.shops\.example +\d+s\n$/,
    );
    const list = JSON.parse((await urumi('get', 'stores', '-o', 'json')).out()) as {
      kind: string;
      items: { metadata: object }[];
    };
    assert.equal(list.kind, 'List');
    assert.ok(!('managedFields' in (list.items[0]?.metadata ?? {})));
    const one = await urumi('get', 'store', 'demo', '-o', 'yaml');
    assert.match(one.out(), /^apiVersion: urumi\.dev\/v1alpha1\nkind: Store\n/);
  });

  it('gives 1 and names what there is when there is none of that name', async () => {
    const { err, exitCode } = await urumi('get', 'stores', 'demmo');
    assert.equal(exitCode(), 1);
    assert.match(err(), /could not find store demmo in namespace urumi-system: there are demo\n/);
    assert.equal((await urumi('explain', 'demmo')).exitCode(), 1);
  });

  it('shows below the fleets what is wrong with their files', async () => {
    const metadata = { name: 'shops', namespace: systemNamespace };
    const spec = { source: { url: 'http://git.example/stores.git' }, environment: { domain: 'shops.example' } };
    await applyObject(api, { apiVersion, kind: 'Fleet', metadata, spec });
    const status = {
      head: 'a'.repeat(40),
      stores: 1,
      phases: { Ready: 1 },
      invalid: [{ file: 'stores/x.yaml', blob: '', messages: ['stores/x.yaml:2:3: no'] }],
      invalidCount: 1,
    };
    await applyObject(api, { apiVersion, kind: 'Fleet', metadata, status }, { subresource: 'status' });
    const { out } = await urumi('get', 'fleets');
    assert.match(
      out(),
      /^NAME +HEAD +APPLIED +STORES +READY +INVALID +AGE\nshops +a{12} +1 +1 +1 +\d+s\n\nFiles of fleet shops that are not applied:\n {2}stores\/x\.yaml:2:3: no\n$/,
    );
  });

  it('has a fleet read its repository now, each time anew', async () => {
    const asked = async () =>
      ((await readObject(api, `Fleet.urumi.dev/${systemNamespace}/shops`))?.metadata.annotations ?? {})[
        annotations.reconcileAt
      ];
    assert.match((await urumi('reconcile', 'shops')).out(), /^fleet shops is asked to read branch main of http:/);
    const first = await asked();
    assert.ok(Date.parse(first ?? '') > Date.now() - 60_000, first);
    await sleep(2);
    await urumi('reconcile', 'shops');
    assert.notEqual(await asked(), first);
    assert.equal((await urumi('reconcile', 'shoes')).exitCode(), 1);
  });

  it('explains a store, with its Events', async () => {
    const waiting = {
      type: 'Ready',
      status: 'False',
      reason: 'database',
      message: 'stage database waits for Pod db-0: Unschedulable',
      lastTransitionTime,
    };
    const stages = [{ name: 'database', state: 'Running', startedAt: lastTransitionTime }];
    await applyStore('slow', { phase: 'Provisioning', conditions: [waiting], stages });
    const metadata = { name: 'slow', namespace: systemNamespace };
    await recordEvent(api, {
      regarding: { apiVersion, kind: 'Store', metadata },
      type: 'Normal',
      reason: 'Provisioning',
      action: 'Reconcile',
      note: 'begins',
      reportingController: 'urumi.dev/controller',
      reportingInstance: 'test',
      now: new Date(),
    });
    const { out } = await urumi('explain', 'slow');
    assert.match(
      out(),
      /^Store: {5}slow\nPhase: {5}Provisioning, for .*\nBecause: {3}database: stage database waits for Pod db-0/,
    );
    assert.match(out(), /\nEvents:\n.*\n {2}\d+s +Normal +Provisioning +begins\n/);
    const json = JSON.parse((await urumi('explain', 'slow', '-o', 'json')).out()) as {
      stage: { name: string };
      events: unknown[];
    };
    assert.equal(json.stage.name, 'database');
    assert.equal(json.events.length, 1);
  });

  it('watches: first what there is, then each change', async () => {
    const io = recordedIo();
    const stop = new AbortController();
    const request = {
      api,
      kind: 'Store',
      namespace: systemNamespace,
      name: 'demo',
      output: 'table',
      io,
      signal: stop.signal,
    } as const;
    const watching = watchObjects(request);
    const lines = (): string[] => io.out().split('\n').filter(Boolean);
    while (lines().length < 2) await sleep(20);
    await applyStore('demo', { phase: 'Degraded', url: 'http://demo.shops.example' }, { plan: 'medium' });
    while (lines().length < 3) await sleep(20);
    stop.abort();
    await watching;
    assert.deepEqual(
      lines().map((line) => line.split(/ +/).slice(0, 2)),
      [
        ['NAME', 'PHASE'],
        ['demo', 'Ready'],
        ['demo', 'Degraded'],
      ],
    );
  });

  it('runs the controller until it is told to stop', async () => {
    const args = [main, 'controller', '--port', '0', '--data', plane.dataDir, '--kubeconfig', plane.kubeconfig];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    while (!stdout.includes('the controller runs') && child.exitCode === null) await sleep(20);
    assert.match(
      stderr,
      /^urumi controller: follows https:\/\/127\.0\.0\.1:\d+; metrics at http:\/\/127\.0\.0\.1:\d+\/metrics\n/,
    );
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
    assert.match(stderr, /SIGTERM, stops\n$/);
    for (const line of stdout.trim().split('\n')) assert.ok((JSON.parse(line) as { msg: string }).msg);
  });

  it('runs the receiver until it is told to stop, and tells no secret', async () => {
    const file = (name: string, text: string): string => {
      const path = join(plane.dataDir, name);
      writeFileSync(path, text);
      return path;
    };
    const config = { kind: 'gitea', url: 'http://127.0.0.1:1', owner: 'acme', repo: 'stores' };
    const secret = 'a secret of sixteen characters';
    const token = file('token', 'hunter2');
    const args = [main, 'webhook', '--forge', file('forge.json', JSON.stringify({ ...config, tokenFile: token }))];
    args.push('--secret-file', file('secret', secret.replaceAll(' ', '-')), '--kubeconfig', plane.kubeconfig);
    args.push('--port', '0', '--health-port', '0', '--data', join(plane.dataDir, 'webhook'));
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    while (!(output.includes('the webhook runs') && output.includes('metrics at')) && child.exitCode === null)
      await sleep(20);
    const [, url = '', metrics = ''] = /takes deliveries at (\S+); metrics at (\S+)/.exec(output) ?? [];
    const headers = {
      'content-type': 'application/json',
      'x-github-event': 'ping',
      'x-github-delivery': '0b989ba4-242f-11e5-81e1-c7b6966d2516',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret.replaceAll(' ', '-')).update('{}').digest('hex')}`,
    };
    assert.equal((await fetch(url, { method: 'POST', headers, body: '{}' })).status, 202);
    assert.equal((await fetch(url, { method: 'POST', headers, body: '{ }' })).status, 401);
    assert.match(await (await fetch(metrics)).text(), /urumi_webhook_deliveries_total\{outcome="ping"\} 1\n/);
    assert.equal((await fetch(new URL('/readyz', metrics))).status, 200);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0, output);
    assert.match(output, /no fleet follows this repository/);
    assert.doesNotMatch(output, /hunter2|sixteen/);
  });
});
