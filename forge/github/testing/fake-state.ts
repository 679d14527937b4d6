import type { BareRepository } from '../../testing/bare-repository.ts';
import { notFound } from './fake-answer.ts';

/** Who sends a request. */
export interface Actor {
  readonly login: string;
  readonly kind: 'user' | 'app';
  readonly access: 'read' | 'write' | 'admin';
}

export interface FakePull {
  readonly number: number;
  title: string;
  body: string | null;
  readonly author: string;
  readonly openedAt: string;
  readonly headBranch: string;
  /** `owner/name`; null: the fork is gone. */
  headRepository: string | null;
  readonly baseBranch: string;
  /** The head's commit; of a branch of this repository while it is open, that branch's head. */
  headSha: string;
  state: 'open' | 'closed';
  merged?: { readonly sha: string; readonly at: string; readonly by: string; readonly baseSha: string };
}

export interface FakeComment {
  readonly id: number;
  readonly number: number;
  readonly login: string;
  body: string;
}

export interface FakeStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly target_url: string | null;
}

export interface FakeCheckRun {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  fields: Record<string, unknown>;
}

export interface FakeDeployment {
  readonly id: number;
  readonly sha: string;
  readonly environment: string;
  readonly task: string;
  readonly statuses: Record<string, unknown>[];
}

export interface FakeHook {
  readonly id: number;
  events: string[];
  /** With the secret, which GitHub never shows. */
  config: Record<string, string>;
}

export interface FakeRuleset {
  readonly id: number;
  body: Record<string, unknown>;
}

/** All that the fake knows beside Git's own objects, which lie in a real repository. */
export class FakeState {
  readonly git: BareRepository;
  /** `acme/stores` */
  readonly fullName: string;
  readonly pulls: FakePull[] = [];
  readonly comments: FakeComment[] = [];
  readonly statuses: FakeStatus[] = [];
  readonly checkRuns: FakeCheckRun[] = [];
  readonly deployments: FakeDeployment[] = [];
  readonly hooks: FakeHook[] = [];
  readonly rulesets: FakeRuleset[] = [];
  #lastId = 0;

  constructor(git: BareRepository, fullName: string) {
    this.git = git;
    this.fullName = fullName;
  }

  get owner(): string {
    return this.fullName.split('/')[0] ?? '';
  }

  nextId(): number {
    return (this.#lastId += 1);
  }

  /** @throws FakeRefusal 404 */
  pull(number: number): FakePull {
    const pull = this.pulls.find((one) => one.number === number);
    if (pull === undefined) throw notFound();
    return pull;
  }

  /** Brings open pull requests to the heads of their branches, and their refs with them. */
  async followBranches(): Promise<void> {
    for (const pull of this.pulls) {
      if (pull.state !== 'open' || pull.headRepository !== this.fullName) continue;
      pull.headSha = (await this.git.head(pull.headBranch)) ?? pull.headSha;
      await this.git.git('update-ref', `refs/pull/${pull.number}/head`, pull.headSha);
    }
  }

  /** Contexts that a branch's rulesets require. */
  requiredContexts(branch: string): string[] {
    return this.rulesets.flatMap(({ body }) => {
      const { conditions, rules } = body as unknown as Ruleset;
      if (!conditions.ref_name.include.includes(`refs/heads/${branch}`)) return [];
      return rules.flatMap(({ parameters }) => parameters?.required_status_checks?.map(({ context }) => context) ?? []);
    });
  }
}

interface Ruleset {
  readonly conditions: { readonly ref_name: { readonly include: readonly string[] } };
  readonly rules: readonly {
    readonly parameters?: { readonly required_status_checks?: readonly { context: string }[] };
  }[];
}
