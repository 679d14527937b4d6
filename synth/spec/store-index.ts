import { Claimants } from './claimants.ts';
import { quote } from './field-path.ts';
import type { FleetSpec } from './fleet.ts';
import { namespaceOf } from './names.ts';
import type { Problem, Violation } from './problem.ts';
import type { StoreClaim } from './store-claim.ts';

/** What a fleet says about all its stores. */
export interface FleetRules {
  readonly domain: string;
  readonly limits: Pick<FleetSpec['limits'], 'stores' | 'storesPerOwner'>;
}

/**
 * The stores of a fleet and what they share: names, namespaces, hosts, limits.
 * Kept up to date file by file, so that a fleet of 10,000 stores pays for the files that change, not for all of them.
 */
export class StoreIndex {
  readonly #fleet: FleetRules | undefined;
  readonly #claims = new Map<string, StoreClaim>();
  readonly #namespaces = new Claimants();
  readonly #hosts = new Claimants();
  readonly #owners = new Claimants();
  /** Files that list the host that their store has anyway. */
  readonly #redundant = new Set<string>();

  /** @param fleet without it, only what does not depend on a fleet is checked: names and extra hosts */
  constructor(fleet?: FleetRules) {
    this.#fleet = fleet;
  }

  /** Records what a file claims, in place of what it claimed before. */
  set(claim: StoreClaim): void {
    this.delete(claim.file);
    this.#claims.set(claim.file, claim);
    this.#namespaces.add(namespaceKey(claim), claim.file);
    for (const host of this.#allHosts(claim)) this.#hosts.add(host, claim.file);
    if (claim.owner !== undefined) this.#owners.add(claim.owner, claim.file);
    if (claim.hosts.includes(this.#impliedHost(claim) ?? '')) this.#redundant.add(claim.file);
  }

  delete(file: string): void {
    const claim = this.#claims.get(file);
    if (claim === undefined) return;
    this.#claims.delete(file);
    this.#redundant.delete(file);
    this.#namespaces.remove(namespaceKey(claim), file);
    for (const host of this.#allHosts(claim)) this.#hosts.remove(host, file);
    if (claim.owner !== undefined) this.#owners.remove(claim.owner, file);
  }

  /** The problems that the files have with each other, by file. All claimants of a name or host have one, each naming the others. */
  problems(): Map<string, Problem[]> {
    const found = new Map<string, Problem[]>();
    const report = (file: string, violation: Violation): void => {
      const { line, column } = this.#claims.get(file)?.positions?.get(violation.path) ?? { line: 1, column: 1 };
      const problems = found.get(file) ?? [];
      found.set(file, problems);
      problems.push({ file, line, column, ...violation });
    };
    this.#nameClashes(report);
    this.#hostClashes(report);
    this.#redundantHosts(report);
    if (this.#fleet !== undefined) this.#overLimits(this.#fleet.limits, report);
    return found;
  }

  /** The problems that a claim would have here, in place of what its file claims now. Changes nothing. */
  problemsOf(claim: StoreClaim): readonly Problem[] {
    const before = this.#claims.get(claim.file);
    this.set(claim);
    const found = this.problems().get(claim.file) ?? [];
    if (before === undefined) this.delete(claim.file);
    else this.set(before);
    return found;
  }

  #nameClashes(report: Report): void {
    for (const [, files] of this.#namespaces.contested()) {
      for (const claim of this.#claimsOf(files)) {
        const others = [...files].filter((file) => file !== claim.file);
        const path = 'metadata.name';
        const message = `${path} ${quote(claim.name)} is also claimed by ${list(others)}: each store has a name and a namespace (${namespaceKey(claim)}) of its own; rename one of the files`;
        report(claim.file, { code: 'name-clash', path, message });
      }
    }
  }

  #hostClashes(report: Report): void {
    for (const [host, files] of this.#hosts.contested()) {
      for (const claim of this.#claimsOf(files)) {
        const others = [...this.#claimsOf(files)]
          .filter((other) => namespaceKey(other) !== namespaceKey(claim))
          .map(({ file }) => file);
        if (others.length === 0) continue;
        const index = claim.hosts.indexOf(host);
        const path = index === -1 ? 'metadata.name' : `spec.hosts[${index}]`;
        const what = index === -1 ? `the host ${host}, which the store gets from its name,` : `${path} ${quote(host)}`;
        report(claim.file, {
          code: 'host-clash',
          path,
          message: `${what} is also claimed by ${list(others)}: a host belongs to one store; remove it from one of the files`,
        });
      }
    }
  }

  #redundantHosts(report: Report): void {
    for (const claim of this.#claimsOf(this.#redundant)) {
      const path = `spec.hosts[${claim.hosts.indexOf(this.#impliedHost(claim) ?? '')}]`;
      report(claim.file, {
        code: 'host-redundant',
        path,
        message: `${path} is the host that the store has anyway, from its name and the fleet's domain: remove it`,
      });
    }
  }

  #overLimits({ stores, storesPerOwner }: FleetRules['limits'], report: Report): void {
    const tooMany = (claims: Iterable<StoreClaim>, limit: number, rest: Omit<Violation, 'code'>): void => {
      for (const { file } of newcomersLast(claims).slice(limit)) report(file, { code: 'too-many-stores', ...rest });
    };
    if (this.#claims.size > stores) {
      tooMany(this.#claims.values(), stores, {
        path: 'metadata.name',
        message: `the fleet may have ${stores} stores, and there are ${this.#claims.size} files: remove a store, or raise limits.stores in the fleet's file`,
      });
    }
    for (const [owner, files] of this.#owners.beyond(storesPerOwner)) {
      const message = `spec.owner ${quote(owner)} may have ${storesPerOwner} stores, and has ${files.size} files: remove one, or raise limits.storesPerOwner in the fleet's file`;
      tooMany(this.#claimsOf(files), storesPerOwner, { path: 'spec.owner', message });
    }
  }

  *#claimsOf(files: Iterable<string>): Generator<StoreClaim> {
    for (const file of files) {
      const claim = this.#claims.get(file);
      if (claim !== undefined) yield claim;
    }
  }

  #impliedHost({ name }: StoreClaim): string | undefined {
    return this.#fleet === undefined ? undefined : `${name.toLowerCase()}.${this.#fleet.domain}`;
  }

  #allHosts(claim: StoreClaim): string[] {
    const implied = this.#impliedHost(claim);
    return implied === undefined ? [...claim.hosts] : [...claim.hosts, implied];
  }
}

type Report = (file: string, violation: Violation) => void;

/** Lower case, as a namespace must be: names that differ only in case cannot both be right. */
function namespaceKey({ name }: StoreClaim): string {
  return namespaceOf(name.toLowerCase());
}

function newcomersLast(claims: Iterable<StoreClaim>): StoreClaim[] {
  return [...claims].sort(
    (a, b) => Number(b.exists ?? false) - Number(a.exists ?? false) || (a.file < b.file ? -1 : 1),
  );
}

function list(files: readonly string[]): string {
  const shown = files.toSorted().slice(0, 3).join(', ');
  return files.length > 3 ? `${shown} and ${files.length - 3} more` : shown;
}
