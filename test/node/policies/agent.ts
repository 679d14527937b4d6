import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { connect, type Connection } from '../../../cluster/connect.ts';
import { kindInfo } from '../../../cluster/kinds.ts';
import { listObjects } from '../../../cluster/list.ts';
import { namespaceSchema, podSchema, policySchema, type PolicyWorld } from './policy-world.ts';
import { ruleset } from './ruleset.ts';

/**
 * `node agent.ts KUBECONFIG`, within the node's network: holds its packets to the cluster's NetworkPolicies. It looks four times a second, which is quick
 * enough for tests and for few pods, and writes only what has changed.
 */
const intervalMs = 250;

async function look(api: Connection): Promise<PolicyWorld> {
  const [pods, namespaces, policies] = await Promise.all([
    list(api, 'Pod', '', podSchema),
    list(api, 'Namespace', '', namespaceSchema),
    list(api, 'NetworkPolicy', 'networking.k8s.io', policySchema),
  ]);
  return { pods, namespaces, policies };
}

async function list<T>(api: Connection, kind: string, group: string, schema: z.ZodType<T>): Promise<T[]> {
  const found: T[] = [];
  const signal = AbortSignal.timeout(10_000);
  for await (const object of listObjects(api, kindInfo(kind, group), { cached: true, signal }))
    found.push(schema.parse(object));
  return found;
}

function write(rules: string): void {
  const { status, stderr } = spawnSync('nft', ['-f', '-'], { input: rules, encoding: 'utf8', timeout: 10_000 });
  if (status !== 0) throw new Error(`nft refused the rules: ${stderr.slice(0, 1000)}\n${rules}`);
}

const [kubeconfig = ''] = process.argv.slice(2);
const api = await connect({ kubeconfig, userAgent: 'urumi-node-policies' });
let last = '';
let complaint = '';
for (;;) {
  try {
    const rules = ruleset(await look(api));
    if (rules !== last) {
      write(rules);
      last = rules;
      process.stdout.write(`${new Date().toISOString()} ${rules.length} bytes of rules\n`);
    }
  } catch (error) {
    // The rules that are there go on to hold; the next look may go better. One that does not is told once.
    const text = error instanceof Error ? error.message : String(error);
    if (text !== complaint) process.stderr.write(`${text}\n`);
    complaint = text;
  }
  await sleep(intervalMs);
}
