import type { ParsedStoreFile } from '../synth/spec/parse-store-file.ts';
import type { Problem } from '../synth/spec/problem.ts';
import type { StoreClaim } from '../synth/spec/store-claim.ts';
import { StoreIndex } from '../synth/spec/store-index.ts';
import { foreignHostClashes } from './foreign-host-clashes.ts';
import { problemAt, type JudgedStore } from './judge-store.ts';
import type { PlanInput } from './plan-input.ts';

/** Everything that claims names and hosts once the head is merged. */
export interface Claims {
  readonly judged: readonly JudgedStore[];
  readonly outside: readonly StoreClaim[];
  /** Names of stores without a file that stay open all the same: protected ones, and those whose closing a guard refuses. */
  readonly staying: ReadonlySet<string>;
}

/** What a store keeps while its file is held. */
function heldClaim(claim: StoreClaim, { previous }: JudgedStore): StoreClaim {
  if (previous === undefined || previous.closed) return claim;
  return { ...claim, hosts: [...new Set([...claim.hosts, ...previous.spec.hosts])], exists: true };
}

/** What a store claims that has no file and stays open all the same. */
function stayingClaim({ store: { name }, previous }: JudgedStore): StoreClaim {
  const { hosts = [], owner } = previous?.spec ?? {};
  return { file: `the running store ${name}`, name, hosts, exists: true, ...(owner !== undefined && { owner }) };
}

function indexOf({ judged, outside, staying }: Claims, { spec }: PlanInput['fleet']): StoreIndex {
  const index = new StoreIndex({ domain: spec.environment.domain, limits: spec.limits });
  for (const claim of outside) index.set(claim);
  for (const one of judged) {
    const { files, unfit, store, previous } = one;
    const exists = previous !== undefined && !previous.closed;
    for (const { claim } of files) index.set({ ...claim, exists });
    for (const file of unfit) index.set(heldClaim({ file, name: store.name, hosts: [] }, one));
    if (staying.has(store.name)) index.set(stayingClaim(one));
  }
  return index;
}

/**
 * The changed files that claim what another store has, or that exceed a limit of the fleet. Holding one file keeps the hosts that it
 * meant to give up, so the search goes on until nothing more is held: as the fleet loop does it.
 *
 * @returns path → problems
 */
export function contestedFiles(claims: Claims, input: PlanInput): ReadonlyMap<string, readonly Problem[]> {
  const held = new Map<string, readonly Problem[]>();
  const index = indexOf(claims, input.fleet);
  const candidates = claims.judged.flatMap((one) => one.files.map((file) => ({ one, file })));
  for (let before = -1; before < held.size;) {
    before = held.size;
    const problems = index.problems();
    for (const { file } of candidates) {
      if (held.has(file.claim.file)) continue;
      const found = [...(problems.get(file.claim.file) ?? []), ...foreignClashes(file, input)];
      if (found.length > 0) held.set(file.claim.file, found);
    }
    for (const { one, file } of candidates) if (held.has(file.claim.file)) index.set(heldClaim(file.claim, one));
  }
  return held;
}

function foreignClashes(file: ParsedStoreFile, { live, fleet }: PlanInput): Problem[] {
  const holderOf = (host: string): string | undefined => live?.foreignHosts.get(host);
  return foreignHostClashes(file.claim, fleet.spec.environment.domain, holderOf).map((violation) =>
    problemAt(file, violation),
  );
}
