import type { Forge } from '../../../forge/forge.ts';
import { annotations } from '../../../synth/spec/names.ts';
import type { StoreOutcome } from './apply-progress.ts';
import { failureMarker, recoveryComment } from './failure-comment.ts';
import { findBringers } from './find-bringer.ts';

/** Stores whose comments are looked for. */
const most = 50;

/** A revision as it is found after a start. */
export interface FoundRevision {
  readonly revision: string;
  /** Context of its status. */
  readonly context: string;
  readonly stores: readonly StoreOutcome[];
}

/**
 * Makes up for recoveries that nobody was there to tell of: where a revision was a failure when it was last spoken of, the comments on stores that are
 * well by now say so. Where it was none this costs a look at its status.
 *
 * @throws ForgeError
 */
export async function tellRecoveries(
  forge: Forge,
  { revision, context, stores }: FoundRevision,
  signal: AbortSignal,
): Promise<void> {
  const said = await forge.readVerdict(revision, context, signal);
  if (said?.state !== 'failure') return;
  const bringerOf = findBringers(forge, revision, signal);
  for (const { store, state } of stores.slice(0, most)) {
    if (state !== 'success') continue;
    const { name, annotations: notes } = store.metadata;
    const pull = await bringerOf(notes[annotations.file]);
    const marker = failureMarker(name);
    if (pull === undefined || (await forge.findComment(pull.number, marker, signal)) === undefined) continue;
    await forge.upsertComment(pull.number, marker, recoveryComment(store, revision), signal);
  }
}
