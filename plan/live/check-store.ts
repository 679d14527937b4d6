import type { ApiConnection } from '../../cluster/connection.ts';
import { isApiError } from '../../cluster/errors.ts';
import { plainMessage } from '../../cluster/health/message.ts';
import { kindOf } from '../../cluster/kinds.ts';
import { inParallel } from '../../cluster/in-parallel.ts';
import { objectId } from '../../cluster/object-id.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { labels, namespaceOf } from '../../synth/spec/names.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import type { CheckStore } from '../make-plan.ts';
import type { PlannedStore } from '../plan-store.ts';
import { Answers, type Unchecked } from './answers.ts';
import { driftOf } from './drift.ts';
import { dryRun, type DryRunAnswer } from './dry-run.ts';
import { presentObjects, type PresentObjects } from './live-objects.ts';

/** Whom to ask, and what is known of the fleet. */
export interface ClusterQuestion {
  readonly api: ApiConnection;
  /** The Store object that a planned store becomes. */
  readonly storeObject: (planned: PlannedStore) => KubeObject | undefined;
  /** The fleet's Store objects, by name. */
  readonly stores: ReadonlyMap<string, StoreObject>;
  /** Ends the asking: what has not been asked by then is reported as not checked. */
  readonly deadline: AbortSignal;
  readonly signal?: AbortSignal | undefined;
}

const timeIsOver = 'the time for asking the cluster was over';
const mayNotLook = 'whoever asks may not see what is there, so nothing was asked about it';

/** Requests at once for one store. */
const concurrency = 4;

/**
 * Asks the cluster about stores that change: the Store itself and each object that is created or changed by dry run, and which of the
 * others of their kinds somebody has changed. Of a store that closes only the Store is asked about; a store that stays as it is costs nothing.
 */
export function checkStores(question: ClusterQuestion): CheckStore {
  return async (planned) => {
    const store = question.storeObject(planned);
    if (store === undefined) return undefined;
    const answers = new Answers();
    const limits = [question.deadline, ...(question.signal ? [question.signal] : [])];
    const asking = { question, answers, signal: AbortSignal.any(limits) };
    await ask([store], asking);
    if (planned.report.change !== 'closed') await askAboutObjects(planned, asking);
    return answers.report();
  };
}

interface Asking {
  readonly question: ClusterQuestion;
  readonly answers: Answers;
  readonly signal: AbortSignal;
}

async function askAboutObjects(planned: PlannedStore, asking: Asking): Promise<void> {
  const { name, objects } = planned.report;
  const { question, answers } = asking;
  const wanted = [...objects.created, ...objects.changed.map(({ id }) => id)];
  if (wanted.length === 0) return;
  const present = await presentOf(name, wanted, asking);
  if (present !== undefined && 'why' in present) return answers.unchecked(present, wanted);
  const strangers = new Set(wanted.filter((id) => (present?.get(id)?.store ?? name) !== name));
  for (const id of strangers) answers.take(id, { outcome: 'refused', message: taken(name) });
  if (strangers.has(`Namespace//${namespaceOf(name)}`)) {
    const rest = wanted.filter((id) => !strangers.has(id));
    return answers.unchecked({ why: 'the namespace is not Urumi’s, so nothing is put into it' }, rest);
  }
  const asked = wanted.filter((id) => !strangers.has(id)).map((id) => planned.after.get(id)?.object);
  await ask(
    asked.filter((object) => object !== undefined),
    asking,
    quotaChanges(planned),
  );
  const status = question.stores.get(name)?.status;
  if (present && status && planned.report.change === 'changed')
    answers.drifted.push(...driftOf(status, present, staysAmong(wanted, planned)));
}

/** Of what stays, that of which something is known: kinds that do not change were not listed. */
function staysAmong(wanted: readonly string[], { after }: PlannedStore): (id: string) => boolean {
  const kinds = new Set(wanted.map(kindOf));
  return (id) => after.has(id) && kinds.has(kindOf(id));
}

/**
 * What is there, or why that cannot be told. Asked before the dry runs: they are by force, and would be admitted on a stranger's object too.
 */
async function presentOf(
  store: string,
  wanted: readonly string[],
  { question, signal }: Asking,
): Promise<PresentObjects | Unchecked> {
  try {
    return await presentObjects(question.api, namespaceOf(store), wanted, signal);
  } catch (error) {
    question.signal?.throwIfAborted();
    if (!isApiError(error)) throw error;
    if (error.code === 'Forbidden') return { why: mayNotLook };
    if (question.deadline.aborted) return { why: timeIsOver };
    return { why: `what is there cannot be listed: ${plainMessage(error.message)}`, passing: error.retryable };
  }
}

async function ask(
  objects: readonly KubeObject[],
  { question, answers, signal }: Asking,
  grows = false,
): Promise<void> {
  await inParallel(objects, concurrency, async (object) => {
    answers.take(objectId(object), inOrder(await answerOf(object, question, signal), grows));
  });
}

async function answerOf(
  object: KubeObject,
  { api, ...question }: ClusterQuestion,
  signal: AbortSignal,
): Promise<DryRunAnswer> {
  try {
    return await dryRun(api, object, signal);
  } catch (error) {
    question.signal?.throwIfAborted();
    if (!question.deadline.aborted) throw error;
    return { outcome: 'unchecked', why: timeIsOver };
  }
}

/** The controller raises a quota before it sends what needs it; a dry run meets the quota as it is. */
function inOrder(answer: DryRunAnswer, grows: boolean): DryRunAnswer {
  if (!grows || answer.outcome !== 'refused' || !/exceeded quota/.test(answer.message)) return answer;
  return { outcome: 'unchecked', why: 'the quota refuses it as it is now, and changes before it' };
}

function quotaChanges({ report }: PlannedStore): boolean {
  return report.objects.changed.some(({ id }) => id.startsWith('ResourceQuota/'));
}

function taken(store: string): string {
  return `it exists and is not Urumi's (it lacks the label ${labels.store}=${store}): rename the store, or remove what is there`;
}
