import type { StoreClaim } from '../synth/spec/store-claim.ts';
import type { Candidate, Contest } from './contested-files.ts';
import type { JudgedStore } from './judge-store.ts';
import type { PlanInput } from './plan-input.ts';
import { heldClaim, runningClaim, type RunningStore } from './running-claim.ts';

/** Everything that claims names and hosts once the head is merged. */
export interface Claims {
  readonly judged: readonly JudgedStore[];
  readonly outside: readonly StoreClaim[];
  /** Names of stores without a file that stay open all the same: protected ones, and those whose closing a guard refuses. */
  readonly staying: ReadonlySet<string>;
}

/** Who claims what once the head is merged: the files that change against all others. */
export function contestOf(claims: Claims, { fleet, live }: PlanInput): Contest {
  return {
    fleet: fleet.spec,
    candidates: claims.judged.flatMap((one) => one.files.map((file) => candidate(file, one))),
    others: others(claims),
    foreignHosts: live?.foreignHosts ?? new Map(),
  };
}

function candidate(file: JudgedStore['files'][number], one: JudgedStore): Candidate {
  return { path: file.claim.file, file, running: runningSpec(one) };
}

function runningSpec({ previous }: JudgedStore): RunningStore | undefined {
  return previous?.closed === false ? previous.spec : undefined;
}

function* others({ judged, outside, staying }: Claims): Generator<StoreClaim> {
  yield* outside;
  for (const one of judged) {
    const { name } = one.store;
    const running = runningSpec(one);
    for (const file of one.unfit) yield heldClaim({ file, name, hosts: [] }, running);
    if (staying.has(name)) yield runningClaim(`the running store ${name}`, name, running ?? { hosts: [] });
  }
}
