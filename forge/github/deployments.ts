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

/** Marks deployments as ours among others of the same environment. */
const task = 'urumi';

/** https://docs.github.com/rest/deployments */
export async function setDeployment(call: Call, wish: DeploymentWish): Promise<Deployment> {
  const id = (await find(call, wish)) ?? (await create(call, wish));
  const description = shorten(wish.description, longestDescription);
  const status = {
    state: wish.state,
    description,
    ...(wish.environmentUrl === undefined ? {} : { environment_url: wish.environmentUrl }),
    ...(wish.logUrl === undefined ? {} : { log_url: wish.logUrl }),
  };
  if (await isSaid(call, id, status)) return { id };
  const { repos } = call.octokit.rest;
  // Twice the same status does no harm.
  await repos.createDeploymentStatus({ ...call.at, deployment_id: id, ...status, request: call.repeatable });
  return { id };
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

async function isSaid(call: Call, deployment_id: number, wanted: z.infer<typeof statusAnswer>): Promise<boolean> {
  const { data } = await call.octokit.rest.repos.listDeploymentStatuses({
    ...call.at,
    deployment_id,
    per_page: 1,
    request: call.repeatable,
  });
  const [newest] = z.array(statusAnswer).parse(data);
  const plain = (text: string | null | undefined) => text ?? '';
  return (
    newest?.state === wanted.state &&
    plain(newest.description) === plain(wanted.description) &&
    plain(newest.environment_url) === plain(wanted.environment_url) &&
    plain(newest.log_url) === plain(wanted.log_url)
  );
}
