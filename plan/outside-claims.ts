import type { FleetSpec } from '../synth/spec/fleet.ts';
import type { StoreClaim } from '../synth/spec/store-claim.ts';
import { storeNameOf } from '../synth/spec/store-file-name.ts';
import { filesOf, type FileAt } from './changed-stores.ts';
import type { JudgedStore } from './judge-store.ts';
import type { LiveFleet, PlanInput } from './plan-input.ts';
import { runningClaim } from './running-claim.ts';
import { parseFile, readFiles, type ReadBlobs } from './read-files.ts';

/** Where to look for claims of stores that do not change. */
export interface OutsideSearch {
  readonly input: PlanInput;
  readonly judged: readonly JudgedStore[];
  readonly read: ReadBlobs;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What the stores outside a change claim. Their names are those of their files; the hosts are known from the cluster. Without it the files
 * are searched for the very hosts that the change claims, and only those that hold one are parsed: a change that claims none reads nothing.
 */
export async function outsideClaims(search: OutsideSearch): Promise<StoreClaim[]> {
  const { input, judged } = search;
  const changed = new Set(judged.flatMap(({ store }) => store.candidates.map(({ path }) => path)));
  const files = [...filesOf(input.head.tree)]
    .filter(([path]) => !changed.has(path))
    .map(([path, blob]) => ({ path, blob }));
  if (input.live !== undefined) return runningClaims(files, input.live, judged);
  const found = await searched(files, search);
  return files.map(({ path }) => found.get(path) ?? { file: path, name: storeNameOf(path), hosts: [], exists: true });
}

function runningClaims(files: readonly FileAt[], { stores }: LiveFleet, judged: readonly JudgedStore[]): StoreClaim[] {
  const claim = (file: string, name: string): StoreClaim => {
    const running = stores.get(name)?.spec;
    return runningClaim(file, name, running === undefined || running.closure !== undefined ? { hosts: [] } : running);
  };
  const spoken = new Set([...judged.map(({ store }) => store.name), ...files.map(({ path }) => storeNameOf(path))]);
  const silent = [...stores].filter(([name, { spec }]) => spec.closure === undefined && !spoken.has(name));
  return [
    ...files.map(({ path }) => claim(path, storeNameOf(path))),
    ...silent.map(([name]) => claim(`the running store ${name}`, name)),
  ];
}

async function searched(files: readonly FileAt[], search: OutsideSearch): Promise<ReadonlyMap<string, StoreClaim>> {
  const found = new Map<string, StoreClaim>();
  const wanted = needles(search.judged, search.input.fleet.spec, files.length).map((text) => Buffer.from(text));
  if (wanted.length === 0) return found;
  for await (const [{ path }, content] of readFiles(files, search.read, search.signal)) {
    if (!(content instanceof Uint8Array) || !mayHold(content, wanted)) continue;
    const parsed = parseFile(path, content);
    if ('claim' in parsed) found.set(path, { ...parsed.claim, exists: true });
  }
  return found;
}

/** YAML can write a character as an escape, which begins with a backslash; in any other way a host stands there as it is. */
const escape = 0x5c;

function mayHold(content: Uint8Array, wanted: readonly Buffer[]): boolean {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return bytes.includes(escape) || wanted.some((text) => bytes.includes(text));
}

/** The texts without which a file cannot clash with the change. */
function needles(judged: readonly JudgedStore[], { environment, limits }: FleetSpec, others: number): string[] {
  const texts = new Set<string>();
  for (const { claim, previous } of judged.flatMap(({ files, previous }) =>
    files.map(({ claim }) => ({ claim, previous })),
  )) {
    const { name, hosts, owner } = claim;
    for (const host of hosts) texts.add(host);
    if (previous === undefined || previous.closed) texts.add(`${name}.${environment.domain}`);
    if (owner !== undefined && others + judged.length > limits.storesPerOwner) texts.add(owner);
  }
  return [...texts];
}
