/** Who claims what: keys with the files that claim them. Finding the contested keys costs nothing for the others. */
export class Claimants {
  readonly #files = new Map<string, Set<string>>();
  readonly #contested = new Set<string>();

  add(key: string, file: string): void {
    const files = this.#files.get(key) ?? new Set();
    this.#files.set(key, files.add(file));
    if (files.size > 1) this.#contested.add(key);
  }

  remove(key: string, file: string): void {
    const files = this.#files.get(key);
    if (files === undefined || !files.delete(file)) return;
    if (files.size < 2) this.#contested.delete(key);
    if (files.size === 0) this.#files.delete(key);
  }

  /** The keys that more than one file claims, with those files. */
  *contested(): Generator<[key: string, files: ReadonlySet<string>]> {
    for (const key of this.#contested) yield [key, this.#files.get(key) ?? new Set()];
  }

  /** The keys that more than `limit` files claim, with those files. Costs a look at every key. */
  *beyond(limit: number): Generator<[key: string, files: ReadonlySet<string>]> {
    for (const [key, files] of this.#files) if (files.size > limit) yield [key, files];
  }
}
