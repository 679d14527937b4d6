import type { StoreObject } from '../objects.ts';
import type { StoreChange } from './fleet-decision.ts';

/** The hosts that a store answers on. */
function hostsOf(name: string, hosts: readonly string[], domain: string): readonly string[] {
  return [`${name}.${domain}`, ...hosts];
}

/** Who claims what: candidates by their files, and by what they run as long as their file is held. */
export interface HostClaims {
  readonly candidates: ReadonlyMap<string, StoreChange>;
  /** Open stores that stay open. */
  readonly open: ReadonlyMap<string, StoreObject>;
  readonly domain: string;
  /** Host → who has it outside this fleet. */
  readonly foreign: ReadonlyMap<string, string>;
}

interface Claimant {
  readonly name: string;
  readonly title: string;
}

function claimants(claims: HostClaims, held: ReadonlyMap<string, readonly string[]>): Map<string, Claimant[]> {
  const byHost = new Map<string, Claimant[]>();
  const claim = (host: string, claimant: Claimant): void => {
    const others = byHost.get(host);
    if (others === undefined) byHost.set(host, [claimant]);
    else if (!others.some(({ name }) => name === claimant.name)) others.push(claimant);
  };
  const moving = new Set<string>();
  for (const [path, { name, file }] of claims.candidates) {
    if (!held.has(path)) moving.add(name);
    for (const host of hostsOf(name, file.hosts, claims.domain)) claim(host, { name, title: path });
  }
  for (const [name, store] of claims.open) {
    if (moving.has(name)) continue;
    for (const host of hostsOf(name, store.spec.hosts, claims.domain))
      claim(host, { name, title: `the running store ${name}` });
  }
  return byHost;
}

function messagesFor(
  change: StoreChange,
  claims: HostClaims,
  byHost: ReadonlyMap<string, readonly Claimant[]>,
): string[] {
  const messages: string[] = [];
  for (const [index, host] of hostsOf(change.name, change.file.hosts, claims.domain).entries()) {
    const rivals = (byHost.get(host) ?? []).filter(({ name }) => name !== change.name).map(({ title }) => title);
    const foreign = claims.foreign.get(host);
    if (foreign !== undefined) rivals.push(foreign);
    if (rivals.length === 0) continue;
    const place = change.file.place(index === 0 ? ['metadata', 'name'] : ['spec', 'hosts', index - 1]);
    messages.push(`${place}: host '${host}' is also claimed by ${rivals.join(', ')}; a host belongs to one store`);
  }
  return messages;
}

/**
 * The candidates that claim a host which another store claims too: all of them are held. A store that already runs with the host keeps it.
 * Holding one file keeps the hosts that it meant to give up, so the search goes on until nothing more is held.
 *
 * @returns path → messages
 */
export function hostClashes(claims: HostClaims): ReadonlyMap<string, readonly string[]> {
  const held = new Map<string, readonly string[]>();
  if (claims.candidates.size === 0) return held;
  for (let before = -1; before < held.size;) {
    before = held.size;
    const byHost = claimants(claims, held);
    for (const [path, change] of claims.candidates) {
      if (held.has(path)) continue;
      const messages = messagesFor(change, claims, byHost);
      if (messages.length > 0) held.set(path, messages);
    }
  }
  return held;
}
