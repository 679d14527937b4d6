import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Connection } from '../../../cluster/connect.ts';
import { kindInfo } from '../../../cluster/kinds.ts';
import { listObjects } from '../../../cluster/list.ts';
import { labels } from '../../../synth/spec/names.ts';
import { podCgroups } from '../machine/cgroups.ts';

const intervalMs = 1_000;
const mebibyte = 1024 * 1024;

const containerSchema = z.looseObject({ name: z.string(), containerID: z.string().optional() });
const podSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string(), labels: z.record(z.string(), z.string()) }),
  status: z.looseObject({ containerStatuses: z.array(containerSchema).default([]) }),
});

/** The most that the containers of one kind took. */
export interface MemoryPeak {
  /** `store-bikes server`: the namespace and the component. */
  readonly container: string;
  /** MiB that the kernel could not take back. */
  readonly peak: number;
  /** MiB */
  readonly limit: number;
}

/** Looks once a second, in the kernel's own files, how much memory the containers of shops take. */
export class MemoryWatch {
  readonly #api: Connection;
  readonly #stopped = new AbortController();
  readonly #peaks = new Map<string, { peak: number; limit: number }>();
  readonly #names = new Map<string, string>();
  #watching: Promise<void> = Promise.resolve();
  #failure: unknown;

  private constructor(api: Connection) {
    this.#api = api;
  }

  static start(api: Connection): MemoryWatch {
    const watch = new MemoryWatch(api);
    watch.#watching = watch.#look();
    return watch;
  }

  /** What was seen so far, the fullest first. @throws what the watch broke off for */
  peaks(): MemoryPeak[] {
    if (this.#failure !== undefined) throw this.#failure;
    const found = new Map<string, MemoryPeak>();
    for (const [id, { peak, limit }] of this.#peaks) {
      const container = this.#names.get(id);
      if (container === undefined || peak <= (found.get(container)?.peak ?? 0)) continue;
      found.set(container, { container, peak, limit });
    }
    return [...found.values()].toSorted((a, b) => b.peak / b.limit - a.peak / a.limit);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#watching;
  }

  async #look(): Promise<void> {
    const { signal } = this.#stopped;
    try {
      while (!signal.aborted) {
        await this.#learnNames();
        for (const folder of containerFolders()) this.#measure(folder);
        await sleep(intervalMs, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) this.#failure = error;
    }
  }

  #measure(folder: string): void {
    const [usage, stat, limit] = ['usage_in_bytes', 'stat', 'limit_in_bytes'].map((file) =>
      readIfThere(`${folder}/memory.${file}`),
    );
    if (usage === undefined || stat === undefined || limit === undefined) return;
    // Pages of files that are on the disk as well are given back before a container is killed for its memory.
    const files = ['total_active_file', 'total_inactive_file'].map((name) =>
      Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(stat)?.[1]),
    );
    const taken = Math.round(files.reduce((rest, bytes) => rest - bytes, Number(usage)) / mebibyte);
    const id = path.basename(folder);
    const peak = Math.max(taken, this.#peaks.get(id)?.peak ?? 0);
    this.#peaks.set(id, { peak, limit: Math.round(Number(limit) / mebibyte) });
  }

  async #learnNames(): Promise<void> {
    const { signal } = this.#stopped;
    for await (const object of listObjects(this.#api, kindInfo('Pod', ''), { labelSelector: labels.store, signal })) {
      const { metadata, status } = podSchema.parse(object);
      const name = `${metadata.namespace} ${metadata.labels[labels.component]}`;
      for (const { containerID = '' } of status.containerStatuses)
        this.#names.set(containerID.replace('containerd://', ''), name);
    }
  }
}

/** `<podCgroups>[/<quality of service>]/pod<uid>/<container>` */
function containerFolders(): string[] {
  const below = (folder: string): string[] => subfolders(folder).map((name) => path.join(folder, name));
  const pods = [podCgroups, ...below(podCgroups)].flatMap((folder) =>
    below(folder).filter((each) => path.basename(each).startsWith('pod')),
  );
  return [...new Set(pods)].flatMap((pod) => below(pod));
}

/** Pods come and go while they are looked at. */
function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch (error) {
    return orNothing(error, []);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return orNothing(error, undefined);
  }
}

/** ENODEV: a cgroup that went while its file was open. */
function orNothing<T>(error: unknown, nothing: T): T {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (['ENOENT', 'ENODEV'].includes(code)) return nothing;
  throw error;
}
