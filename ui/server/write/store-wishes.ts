import type { PullRequest } from '../../../forge/pull-request.ts';
import type { PlanReport } from '../../../plan/plan-report.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { LivePicture } from '../live/live-picture.ts';
import { validFile } from './valid-file.ts';
import { planUnsaved } from './plan-unsaved.ts';
import { propose, type Proposal } from './propose.ts';
import { baseOf, fleetOf, type Base, type StorePlace } from './store-place.ts';
import { withSuspended } from './with-suspended.ts';
import type { WriteHands } from './writers.ts';

/** Where wishes are weighed: against the stores that run. */
export interface WishContext {
  readonly picture: LivePicture;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** @throws ProblemError 422 with what is wrong with a file, by the rules of `urumi validate` and against the other stores */
export function refuseUnfit({ violations }: PlanReport, what: string): void {
  if (violations.length === 0) return;
  const issues = violations.slice(0, 20).map(({ line, column, path, message }) => ({
    path: path === '' ? `line ${line}, column ${column}` : path,
    message,
  }));
  throw new ProblemError(422, `${what} could not be applied; issues says why.`, { issues });
}

interface Wish {
  readonly verb: Proposal['verb'];
  readonly title: string;
  readonly body: string;
  readonly text: string;
}

async function proposeFile(
  { place, base, wish }: { place: Pick<StorePlace, 'name' | 'fleet' | 'path'>; base: Base; wish: Wish },
  { picture, now }: WishContext,
  { forge, signal }: WriteHands,
): Promise<PullRequest> {
  const { path, fleet, name } = place;
  const { text, verb, title, body } = wish;
  refuseUnfit(await planUnsaved({ fleet, path, text }, picture.view(), now()), path);
  return propose(forge, { verb, store: name, base, files: { [path]: text }, title, body }, signal);
}

/** A file as it is on the branch now. */
async function currentFile(
  path: string,
  { sha }: Base,
  { forge, signal }: WriteHands,
): Promise<{ readonly text: string; readonly blob: string } | undefined> {
  const file = await forge.readFile(path, sha, signal);
  return file && { text: Buffer.from(file.content).toString('utf8'), blob: file.blob };
}

/** A store to open. */
export interface NewStore {
  readonly name: string;
  readonly text: string;
  /** Name of its fleet. */
  readonly fleet: string;
}

/** Path of a new store's file. */
export function pathOfNew(folder: string, name: string): string {
  return folder === '.' || folder === '' ? `${name}.yaml` : `${folder}/${name}.yaml`;
}

/** Proposes a file for a new store. @throws ProblemError 409 when the name is taken, 422 when the file is not valid; ForgeError */
export async function openStore(store: NewStore, context: WishContext, hands: WriteHands): Promise<PullRequest> {
  const { name, text } = store;
  if (context.picture.store(name) !== undefined)
    throw new ProblemError(409, `There is a store named ${name} already. A closed one is reopened on its page.`);
  const fleet = fleetOf(context.picture, store.fleet, hands.forge.repository);
  const path = pathOfNew(fleet.spec.source.path, name);
  const base = await baseOf(fleet, hands.forge, hands.signal);
  if ((await hands.forge.readFile(path, base.sha, hands.signal)) !== undefined)
    throw new ProblemError(409, `${path} is on ${base.branch} already. The cluster may be about to open it.`);
  const wish = { verb: 'open', title: `Open ${name}`, body: `Adds \`${path}\`: a new store.`, text };
  return proposeFile({ place: { fleet, path, name }, base, wish }, context, hands);
}

/** Proposes another text for a store's file. @throws ProblemError 409 when somebody has changed it meanwhile, 422; ForgeError */
export async function changeStore(
  { place, text, blob }: { readonly place: StorePlace; readonly text: string; readonly blob: string },
  context: WishContext,
  hands: WriteHands,
): Promise<PullRequest> {
  const { path, name } = place;
  const base = await baseOf(place.fleet, hands.forge, hands.signal);
  const current = await currentFile(path, base, hands);
  if (current?.blob !== blob)
    throw new ProblemError(
      409,
      `Somebody has changed ${path} on ${base.branch} meanwhile. Read it again, and make your change in that.`,
    );
  if (current.text === text)
    throw new ProblemError(409, `${path} is just like this already: there is nothing to propose.`);
  const wish = { verb: 'change', title: `Change ${name}`, body: `Changes \`${path}\`.`, text };
  return proposeFile({ place, base, wish }, context, hands);
}

/** Proposes to stop a store's shop, or to start it again; nothing else of its file changes. @throws ProblemError; ForgeError */
export async function suspendStore(
  { place, suspended }: { readonly place: StorePlace; readonly suspended: boolean },
  context: WishContext,
  hands: WriteHands,
): Promise<PullRequest> {
  const { path, name } = place;
  const base = await baseOf(place.fleet, hands.forge, hands.signal);
  const before = await validFile({ path, revision: base.sha, store: name }, hands);
  const text = withSuspended(before, suspended);
  if (text === before) throw new ProblemError(409, `${path} says so already.`);
  const [verb, title] = suspended ? ['suspend', `Suspend ${name}`] : ['resume', `Resume ${name}`];
  const body = suspended ? 'Stops its shop; everything else stays as it is.' : 'Starts its shop again.';
  return proposeFile({ place, base, wish: { verb, title, body, text } }, context, hands);
}

/** Proposes a store's file as it was in a revision. @throws ProblemError 409 when it is so already, 422 when it would not be valid now; ForgeError */
export async function rollBackStore(
  { place, revision }: { readonly place: StorePlace; readonly revision: string },
  context: WishContext,
  hands: WriteHands,
): Promise<PullRequest> {
  const { path, name } = place;
  const base = await baseOf(place.fleet, hands.forge, hands.signal);
  const text = await validFile({ path, revision, store: name }, hands);
  const short = revision.slice(0, 12);
  if ((await currentFile(path, base, hands))?.text === text)
    throw new ProblemError(409, `${path} is as it was in ${short} already.`);
  const wish = {
    verb: 'rollback',
    title: `Roll ${name} back to ${short}`,
    body: `Brings \`${path}\` back as it was in ${short}.`,
    text,
  };
  return proposeFile({ place, base, wish }, context, hands);
}
