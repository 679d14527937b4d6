import { z } from 'zod';
import type { Call } from '../api/call.ts';
import { longestDescription } from '../api/limits.ts';
import { shorten } from '../api/shorten.ts';
import type { Deployment, DeploymentWish } from '../deployment.ts';

const deploymentAnswer = z.object({ id: z.int().positive() });
const statusAnswer = z.object({
  state: z.string(),
  description: z.string().nullish(),
  environment_url: z.string().nullish(),
  log_url: z.string().nullish(),
});

type Status = z.infer<typeof statusAnswer>;

/** Marks deployments as ours among others of the same environment. */
const task = 'urumi';
/** Earlier deployments of an environment that are looked at. */
const mostEarlier = 20;

type State = DeploymentWish['state'];
const underWay: readonly State[] = ['pending', 'queued', 'in_progress'];
/**
 * What a state makes of earlier deployments that GitHub would show as they were for ever. It retires by itself what had succeeded when another one succeeds
 * (`auto_inactive`), and nothing when there is nothing there any more.
 */
const retires: Partial<Record<State, readonly State[]>> = { success: underWay, inactive: [...underWay, 'success'] };

/** https://docs.github.com/rest/deployments */
export async function setDeployment(call: Call, wish: DeploymentWish): Promise<Deployment> {
  const id = (await find(call, wish)) ?? (await create(call, wish));
  await say(call, id, wish);
  await retireEarlier(call, id, wish);
  return { id };
}

async function say(call: Call, id: number, wish: Omit<DeploymentWish, 'sha' | 'environment'>): Promise<void> {
  const description = shorten(wish.description, longestDescription);
  const status = {
    state: wish.state,
    description,
    ...(wish.environmentUrl === undefined ? {} : { environment_url: wish.environmentUrl }),
    ...(wish.logUrl === undefined ? {} : { log_url: wish.logUrl }),
  };
  if (isSaid(await newestStatus(call, id), status)) return;
  const { repos } = call.octokit.rest;
  // Twice the same status does no harm.
  await repos.createDeploymentStatus({ ...call.at, deployment_id: id, ...status, request: call.repeatable });
}

async function retireEarlier(call: Call, id: number, wish: DeploymentWish): Promise<void> {
  const { environment, state } = wish;
  const ending = retires[state];
  if (ending === undefined) return;
  const description = state === 'inactive' ? wish.description : 'another revision took its place';
  for (const earlier of await ofEnvironment(call, environment)) {
    if (earlier >= id) continue;
    const known = await newestStatus(call, earlier);
    // Whatever retired it has retired what was before it, too.
    if (known?.state === 'inactive') return;
    if (known !== undefined && !ending.some((one) => one === known.state)) continue;
    await say(call, earlier, { state: 'inactive', description });
  }
}

/** Newest first. */
async function ofEnvironment(call: Call, environment: string): Promise<number[]> {
  const { data } = await call.octokit.rest.repos.listDeployments({
    ...call.at,
    environment,
    task,
    per_page: mostEarlier,
    request: call.repeatable,
  });
  return z
    .array(deploymentAnswer)
    .parse(data)
    .map(({ id }) => id);
}

async function find(call: Call, { sha, environment }: DeploymentWish): Promise<number | undefined> {
  const { data } = await call.octokit.rest.repos.listDeployments({
    ...call.at,
    sha,
    environment,
    task,
    per_page: 1,
    request: call.repeatable,
  });
  return z.array(deploymentAnswer).parse(data)[0]?.id;
}

async function create(call: Call, { sha, environment }: DeploymentWish): Promise<number> {
  const { data } = await call.octokit.rest.repos.createDeployment({
    ...call.at,
    ref: sha,
    environment,
    task,
    description: 'Urumi',
    // It tells of what has been merged: nothing is to be merged for it, and no check of the commit can hold it up.
    auto_merge: false,
    required_contexts: [],
    request: call.once,
  });
  return deploymentAnswer.parse(data).id;
}

async function newestStatus(call: Call, deployment_id: number): Promise<Status | undefined> {
  const { data } = await call.octokit.rest.repos.listDeploymentStatuses({
    ...call.at,
    deployment_id,
    per_page: 1,
    request: call.repeatable,
  });
  return z.array(statusAnswer).parse(data)[0];
}

function isSaid(newest: Status | undefined, wanted: Status): boolean {
  const plain = (text: string | null | undefined) => text ?? '';
  return (
    newest?.state === wanted.state &&
    plain(newest.description) === plain(wanted.description) &&
    plain(newest.environment_url) === plain(wanted.environment_url) &&
    plain(newest.log_url) === plain(wanted.log_url)
  );
}
