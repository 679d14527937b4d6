/**
 * The web UI with many stores: bytes and server time of the list's first page, memory of the process with 100 open streams, and whether it grows over
 * 1,000 connects and disconnects. The API server is played: what is measured is the UI.
 *
 * node --expose-gc bench/ui.ts [stores, default 10,000]
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { keepSmall } from '../cli/small-process.ts';
import { silent } from '../cluster/log.ts';
import { startUi } from '../ui/server/start-ui.ts';
import { PlayedCluster } from '../ui/testing/played-cluster.ts';
import { quantile } from './testing/quantiles.ts';

keepSmall(['ui'], undefined); // as `urumi ui` runs
const count = Number(process.argv[2] ?? 10_000);
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function memory(): string {
  for (let round = 0; round < 4; round++) collectGarbage();
  const { rss, heapUsed } = process.memoryUsage();
  return `${Math.round(rss / 2 ** 20)} MiB resident, ${Math.round(heapUsed / 2 ** 20)} MiB of heap`;
}

/** @returns closes it */
async function openStream(): Promise<() => void> {
  const request = get(`${ui.url}api/v1/stream`, { agent: false });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  await once(answer, 'readable');
  request.on('error', () => undefined); // it is ours that ends it
  return () => request.destroy();
}

const empty = memory();
const ui = await startUi({
  api: new PlayedCluster(count).api,
  namespace: 'urumi-system',
  log: silent,
  version: '0',
  port: 0,
  rate: { burst: 1e6, perSecond: 1e6 },
});
try {
  await ui.ready;
  const first = `${ui.url}api/v1/stores?limit=100`;
  const answer = await fetch(first, { headers: { 'accept-encoding': 'identity' } });
  const plain = (await answer.arrayBuffer()).byteLength;
  const { headers } = await fetch(first, { headers: { 'accept-encoding': 'br' } });
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let run = 0; run < 30; run++) {
    const begun = performance.now();
    await (await fetch(`${first}&search=number-${run}`)).arrayBuffer();
    times.push(performance.now() - begun);
  }
  const { user, system } = process.cpuUsage(before);
  console.log(`first page of ${count} stores: ${headers.get('content-length')} bytes (brotli), ${plain} plain`);
  console.log(
    `a search among them, request to answer: median ${quantile(times, 0.5).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(1)} ms; ${((user + system) / 30_000).toFixed(1)} ms of processor, the client's part included`,
  );
  const loaded = memory();
  const streams = await Promise.all(Array.from({ length: 100 }, openStream));
  console.log(`empty: ${empty}
with all stores: ${loaded}
with 100 streams: ${memory()}`);
  for (const close of streams) close();
  for (let round = 0; round < 20; round++) {
    for (const close of await Promise.all(Array.from({ length: 50 }, openStream))) close();
  }
  await sleep(500);
  console.log(`after 1,000 connects and disconnects: ${memory()} (client and server are one process here)`);
} finally {
  await ui.stop();
}
