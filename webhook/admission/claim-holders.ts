/** An open store that has a host. */
export interface HostHolder {
  readonly store: string;
  /** Empty for a store that no fleet follows. */
  readonly fleet: string;
}

/** Who has which host in the whole cluster. Usually one store; two when a clash was let in. */
export class ClaimHolders {
  readonly #byHost = new Map<string, readonly HostHolder[]>();

  add(host: string, holder: HostHolder): void {
    this.remove(host, holder.store);
    this.#byHost.set(host, [...(this.#byHost.get(host) ?? []), holder]);
  }

  remove(host: string, store: string): void {
    const left = this.#byHost.get(host)?.filter((holder) => holder.store !== store) ?? [];
    if (left.length === 0) this.#byHost.delete(host);
    else this.#byHost.set(host, left);
  }

  /** Who has the host, other than the stores of a fleet and the store itself. */
  outside(host: string, { store, fleet }: HostHolder): HostHolder | undefined {
    return this.#byHost.get(host)?.find((holder) => holder.store !== store && holder.fleet !== fleet);
  }
}
