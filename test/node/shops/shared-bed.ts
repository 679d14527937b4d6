import { alone } from '../machine/alone.ts';
import { nodeFolder } from '../machine/node-folder.ts';
import { takeDown } from '../machine/take-down.ts';
import { tellProgress } from '../report.ts';
import { startNode } from '../start-node.ts';
import { MemoryWatch } from './memory-watch.ts';
import { OpenShop } from './open-shop.ts';
import { ShopBed } from './shop-bed.ts';

/** What all scenes of a run have in common. */
export interface SharedBed {
  readonly bed: ShopBed;
  /** Looks at the pods' memory from the first scene on. */
  readonly memory: MemoryWatch;
}

let started: Promise<SharedBed> | undefined;

/** One node with Urumi on it, for all scenes of a run: brought up by the first that asks, and taken down when the last one has ended. */
export function sharedBed(): Promise<SharedBed> {
  started ??= start();
  return started;
}

async function start(): Promise<SharedBed> {
  const node = await startNode({ forShops: true, onProgress: tellProgress, signal: new AbortController().signal });
  const bed = await ShopBed.start(node);
  // Most scenes want it, and it takes a minute: it opens while the first of them opens its own.
  await new OpenShop(bed, 'books').begin();
  return { bed, memory: MemoryWatch.start(bed.api) };
}

// Of no scene in particular: mocha runs it after all of them.
after(async function () {
  // The files of all images go, which takes a busy disk minutes.
  this.timeout(600_000);
  if (started === undefined) return;
  try {
    const { bed, memory } = await started;
    await memory.stop();
    await bed[Symbol.asyncDispose]();
  } finally {
    const folder = nodeFolder(process.env);
    await alone(folder, () => takeDown(folder));
  }
});
