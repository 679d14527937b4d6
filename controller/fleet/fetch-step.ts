import { RepositoryError } from '../../forge/repository/repository-error.ts';
import { durationMs } from '../../synth/spec/scalars.ts';
import type { FleetObject } from '../../synth/spec/objects.ts';
import { backOffMs } from '../../cluster/back-off.ts';
import type { FleetLoopDependencies } from './dependencies.ts';
import { FleetCredentials } from './fleet-credentials.ts';
import type { FleetState, OpenSource } from './fleet-state.ts';
import { readRevision } from '../../plan/read-revision.ts';
import { sourceFailure } from './source-failure.ts';

/** Fleets do not ask in step: an interval is spread by ±10 %. */
const spread = 0.1;

function open(fleet: FleetObject, key: string, deps: FleetLoopDependencies): OpenSource {
  const { url, secretRef } = fleet.spec.source;
  if (secretRef === undefined) return { key, repository: deps.openRepository(fleet, undefined) };
  const credentials = new FleetCredentials(deps.api, deps.clock, {
    name: secretRef.name,
    namespace: fleet.metadata.namespace,
    url,
  });
  return { key, repository: deps.openRepository(fleet, credentials.source), credentials };
}

/** The mirror of what the fleet follows now. Another repository or branch begins without a view: what the old one said is void. */
async function sourceOf(fleet: FleetObject, state: FleetState, deps: FleetLoopDependencies): Promise<OpenSource> {
  const { url, branch, secretRef } = fleet.spec.source;
  const key = JSON.stringify([url, branch, secretRef?.name]);
  if (state.source?.key === key) return state.source;
  const old = state.source;
  delete state.source;
  delete state.view;
  delete state.rewrittenFrom;
  await old?.repository.close();
  state.source = open(fleet, key, deps);
  return state.source;
}

async function fetchHead(
  fleet: FleetObject,
  state: FleetState,
  deps: FleetLoopDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { repository } = await sourceOf(fleet, state, deps);
  const { head, previous, changed, rewritten } = await repository.fetch(signal);
  const { path } = fleet.spec.source;
  if (state.view?.revision !== head || state.view.path !== path) {
    state.view = await readRevision(repository, head, path);
    deps.log.info({ fleet: fleet.metadata.name, revision: head }, 'a new head is followed');
  }
  if (rewritten && previous !== undefined) state.rewrittenFrom = previous;
  else if (changed) delete state.rewrittenFrom;
}

/**
 * Fetches the fleet's branch and notes what its head holds, or why it cannot be read; sets when to fetch again. A failure leaves the last
 * view as it was, so that nothing changes while the repository is away.
 */
export async function fetchStep(
  fleet: FleetObject,
  state: FleetState,
  deps: FleetLoopDependencies,
  signal: AbortSignal,
): Promise<void> {
  // Whoever asks for a fetch while this one is under way sets it back to now.
  state.fetchAt = Infinity;
  try {
    await fetchHead(fleet, state, deps, signal);
    delete state.failure;
    state.fetchFailures = 0;
    const interval = Math.max(1_000, durationMs(fleet.spec.source.interval));
    state.fetchAt = Math.min(state.fetchAt, deps.clock.now() + interval * (1 - spread + 2 * spread * deps.random()));
    state.passAt = deps.clock.now();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RepositoryError && error.code === 'Unauthorized') state.source?.credentials?.forget();
    state.failure = sourceFailure(error);
    state.fetchFailures += 1;
    const delay = backOffMs(state.fetchFailures, deps.random);
    state.fetchAt = Math.min(state.fetchAt, deps.clock.now() + delay);
    const { reason, message } = state.failure;
    deps.log.warn(
      { fleet: fleet.metadata.name, reason, error: message, retryInMs: delay },
      'the repository could not be read; nothing is changed',
    );
  }
}
