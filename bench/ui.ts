/**
 * The web UI with many stores, as `urumi ui` runs it, in a process of its own: bytes and server time of the list's first page, its resident memory with
 * 100 open streams, and whether it grows over 1,000 connects and disconnects. The API server is played, over HTTP: what is measured is the UI.
 *
 * node bench/ui.ts [stores, default 10,000]
 */
import { once } from 'node:events';
import { Agent, get, type IncomingMessage, type RequestOptions } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChildUnderTest } from '../test/harness/child-process.ts';
import { until } from '../test/harness/until.ts';
import { PlayedCluster } from '../ui/testing/played-cluster.ts';
import { PlayedServer } from '../ui/testing/played-server.ts';
import { quantile } from './testing/quantiles.ts';

const count = Number(process.argv[2] ?? 10_000);
const root = path.join(import.meta.dirname, '..');
/** After this, ms, V8 has collected what the last burst of work left behind, and given it back: it takes 8 s. */
const restMs = 15_000;
/** One address may send 100 requests a second: every address of this machine's own network is one. */
let addresses = 0;

async function start(stores: number): Promise<{ child: ChildUnderTest; server: PlayedServer; url: string }> {
  const server = await PlayedServer.start(new PlayedCluster(stores));
  const args = ['cli/main.ts', 'ui', '--port', '0', '--log-level', 'error', '--kubeconfig', server.kubeconfig];
  const child = new ChildUnderTest(args, { cwd: root });
  const tell = (): string => child.output;
  await until('the web UI is there', () => / at (http:\S+)/.exec(child.output)?.[1] !== undefined, {
    timeoutMs: 120_000,
    tell,
  });
  const url = / at (http:\S+)/.exec(child.output)?.[1] ?? '';
  await until(
    'everything was seen once',
    async () => {
      const { answer } = await ask(`${url}api/v1/health/ready`);
      return answer.statusCode === 200;
    },
    { timeoutMs: 300_000, intervalMs: 500, tell },
  );
  return { child, server, url };
}

async function ask(url: string, options: RequestOptions = {}): Promise<{ answer: IncomingMessage; body: Buffer }> {
  const request = get(url, { ...options, ...from() });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { answer, body: Buffer.concat(chunks) };
}

function from(): RequestOptions {
  addresses += 1;
  return { localAddress: `127.0.${1 + (Math.floor(addresses / 200) % 200)}.${1 + (addresses % 200)}` };
}

/** @returns closes it */
async function openStream(url: string): Promise<() => void> {
  const request = get(`${url}api/v1/stream`, { agent: false, ...from() });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  await once(answer, 'readable');
  request.on('error', () => undefined); // it is ours that ends it
  return () => request.destroy();
}

function openStreams(url: string, many: number): Promise<(() => void)[]> {
  return Promise.all(Array.from({ length: many }, () => openStream(url)));
}

async function memory({ child }: { child: ChildUnderTest }): Promise<string> {
  const before = child.residentBytes();
  await sleep(restMs);
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  return `${megabytes(child.residentBytes())} resident, ${megabytes(before)} before it had rested`;
}

async function end({ child, server }: { child: ChildUnderTest; server: PlayedServer }): Promise<void> {
  await child.end();
  await server[Symbol.asyncDispose]();
}

const few = await start(1);
console.log(`one store: ${await memory(few)}`);
await end(few);
const many = await start(count);
const { child, url } = many;
try {
  console.log(`${count} stores: ${await memory(many)}`);
  const first = `${url}api/v1/stores?limit=100`;
  const plain = await ask(first, { headers: { 'accept-encoding': 'identity' } });
  const packed = await ask(first, { headers: { 'accept-encoding': 'br' } });
  console.log(`first page of ${count} stores: ${packed.body.length} bytes (brotli), ${plain.body.length} plain`);
  const times: number[] = [];
  const before = child.processorMs();
  const agent = new Agent({ keepAlive: true });
  for (let run = 0; run < 30; run++) {
    const begun = performance.now();
    await ask(`${first}&search=number-${run}`, { agent });
    times.push(performance.now() - begun);
  }
  agent.destroy();
  const spent = (child.processorMs() - before) / times.length;
  console.log(
    `a search among them, request to answer: median ${quantile(times, 0.5).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(1)} ms; ${spent.toFixed(1)} ms of the server's processor`,
  );
  const streams = await openStreams(url, 100);
  console.log(`with 100 streams: ${await memory(many)}`);
  for (const close of streams) close();
  for (let round = 0; round < 20; round++) for (const close of await openStreams(url, 50)) close();
  console.log(`after 1,000 connects and disconnects: ${await memory(many)}`);
  for (let round = 0; round < 20; round++) for (const close of await openStreams(url, 50)) close();
  console.log(`after 2,000: ${await memory(many)}`);
} finally {
  await end(many);
}
