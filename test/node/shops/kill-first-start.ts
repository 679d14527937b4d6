import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { namespaceOf } from '../../../synth/spec/names.ts';
import { volumeClaims } from '../../../synth/spec/volume-claims.ts';
import { until } from '../../harness/until.ts';
import { containerCgroups } from '../machine/cgroups.ts';
import type { OpenShop } from './open-shop.ts';

const minute = 60_000;

/** What there is of a database's first start, in its volume. */
export interface FirstStartTraces {
  readonly component: string;
  /** What its image takes for a database. */
  readonly sign: string;
  /** What Urumi puts there until the server answers. */
  readonly mark: string;
}

/**
 * Kills a database's container in its first start, as a node does that is out of memory: as soon as its image would take what is there for a database; and once more, in the next
 * first start, this much later.
 *
 * @param volumes the folder of all volumes
 */
export async function killFirstStarts(shop: OpenShop, volumes: string, traces: FirstStartTraces): Promise<void> {
  const killed = new Set<string>();
  for (const laterMs of [0, 300]) {
    const find = () =>
      globSync(path.join(volumes, `*_${namespaceOf(shop.name)}_${volumeClaims.database}`, traces.sign))[0];
    const sign = await until(`${shop.name} has the beginnings of a database`, find, {
      timeoutMs: 2 * minute,
      intervalMs: 5,
    });
    await sleep(laterMs);
    const [pod] = await shop.pods(traces.component);
    const mark = path.join(sign.slice(0, -traces.sign.length), traces.mark);
    for (const folder of containerCgroups(pod?.uid ?? '')) killContainer(folder, killed);
    assert.ok(existsSync(mark), `${mark} is gone: the first start was over before it could be killed`);
    await until('what was half made is gone', () => !existsSync(sign), { timeoutMs: minute, intervalMs: 5 });
  }
  assert.equal(killed.size, 2, `containers killed: ${[...killed].join()}`);
}

/** Ends a container whose image is still at its first start; one that only keeps a pod's network is let alone. */
function killContainer(folder: string, killed: Set<string>): void {
  for (const pid of readFileSync(path.join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
    try {
      // The first process of the container: all others end with it.
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('docker-entrypoint.sh')) continue;
      process.kill(Number(pid), 'SIGKILL');
      killed.add(path.basename(folder));
    } catch (error) {
      // Short-lived ones come and go.
      if (!/ENOENT|ESRCH/.test(String(error))) throw error;
    }
  }
}
