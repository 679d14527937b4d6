import type { DeploymentWish } from '../../../forge/deployment.ts';
import type { Forge } from '../../../forge/forge.ts';
import { annotations } from '../../../synth/spec/names.ts';
import type { ApplyProgress, StoreOutcome } from './apply-progress.ts';
import { failureComment, failureMarker, recoveryComment } from './failure-comment.ts';
import { findBringers } from './find-bringer.ts';
import { tellRecoveries } from './tell-recoveries.ts';
import type { Outbox } from './outbox.ts';

/** Context of the status that tells how a revision fares in the cluster. */
export const applyContext = 'urumi/apply';

export interface ApplyPublisherOptions {
  readonly forge: Forge;
  readonly outbox: Outbox;
  /** Address of the web UI, without trailing slash. */
  readonly ui?: string | undefined;
}

type Fate = StoreOutcome['state'] | 'suspended';

const states = {
  pending: 'in_progress',
  success: 'success',
  suspended: 'inactive',
  failure: 'failure',
  closed: 'inactive',
} as const satisfies Record<Fate, DeploymentWish['state']>;

const words = {
  pending: 'on its way',
  success: 'Ready',
  suspended: 'suspended; all of its data is kept',
  failure: 'failed; the pull request says why',
  closed: 'closed; its data is kept until its retention is over',
} as const satisfies Record<Fate, string>;

/** A suspended store is as it should be, and nothing answers at its address. */
function fateOf({ store, state }: StoreOutcome): Fate {
  return state === 'success' && store.spec.suspended ? 'suspended' : state;
}

/** Puts what became of a revision into the outbox: whatever differs from what was said before, and nothing else. */
export class ApplyPublisher {
  readonly #options: ApplyPublisherOptions;
  /** By revision, then by subject: what was said last. */
  readonly #said = new Map<string, Map<string, string>>();

  constructor(options: ApplyPublisherOptions) {
    this.#options = options;
  }

  publish(revision: string, progress: ApplyProgress): void {
    this.#status(revision, progress);
    for (const outcome of progress.stores) {
      this.#deployment(revision, outcome);
      this.#comment(revision, outcome);
    }
  }

  forget(revision: string): void {
    this.#said.delete(revision);
  }

  #isNews(revision: string, subject: string, text: string): { readonly before: string | undefined } | undefined {
    const said = this.#said.get(revision) ?? new Map<string, string>();
    this.#said.set(revision, said);
    const before = said.get(subject);
    said.set(subject, text);
    return before === text ? undefined : { before };
  }

  #status(revision: string, { state, description, stores }: ApplyProgress): void {
    const { forge, outbox, ui } = this.#options;
    const news = this.#isNews(revision, '', `${state} ${description}`);
    if (news === undefined) return;
    // What is well from the first look on was so before, or became so while this process was not there.
    const isFound = news.before === undefined && state === 'success';
    const status = {
      sha: revision,
      context: applyContext,
      state,
      description,
      ...(ui !== undefined && { targetUrl: ui }),
    };
    outbox.post(`apply/${revision}`, {
      about: `status of revision ${revision}`,
      async send(signal) {
        if (isFound) await tellRecoveries(forge, { revision, context: applyContext, stores }, signal);
        await forge.setStatus(status, signal);
      },
    });
  }

  #deployment(revision: string, outcome: StoreOutcome): void {
    const { forge, outbox, ui } = this.#options;
    const { store } = outcome;
    const { name } = store.metadata;
    const fate = fateOf(outcome);
    if (!forge.supports.deployments || this.#isNews(revision, `deployment/${name}`, fate) === undefined) return;
    const { url } = store.status;
    const wish: DeploymentWish = {
      sha: revision,
      environment: `store/${name}`,
      state: states[fate],
      description: words[fate],
      ...(url !== undefined && { environmentUrl: url }),
      ...(ui !== undefined && { logUrl: `${ui}/stores/${name}` }),
    };
    outbox.post(`deployment/${name}`, {
      about: `deployment of store ${name}`,
      send: async (signal) => void (await forge.setDeployment(wish, signal)),
    });
  }

  #comment(revision: string, { store, fleet, state }: StoreOutcome): void {
    if (state !== 'failure' && state !== 'success') return;
    const { name } = store.metadata;
    const text = state === 'failure' ? failureComment(store, fleet, revision) : recoveryComment(store, revision);
    const news = this.#isNews(revision, `comment/${name}`, state === 'failure' ? text : '');
    // A store that is well from the start is nobody's news.
    if (news === undefined || (state === 'success' && news.before === undefined)) return;
    const { forge, outbox } = this.#options;
    outbox.post(`comment/${name}`, {
      about: `comment on store ${name}`,
      async send(signal) {
        const pull = await findBringers(forge, revision, signal)(store.metadata.annotations[annotations.file]);
        if (pull !== undefined) await forge.upsertComment(pull.number, failureMarker(name), text, signal);
      },
    });
  }
}
