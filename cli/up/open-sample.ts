import { setTimeout as sleep } from 'node:timers/promises';
import { ForgeError } from '../../forge/forge-error.ts';
import type { CommitVerdict } from '../../forge/commit-status.ts';
import type { Forge } from '../../forge/forge.ts';
import type { PullRequest } from '../../forge/pull-request.ts';
import { CliError } from '../cli-error.ts';

/** The store that a new stores repo opens with, and how the branch is that it goes into. */
export interface Sample {
  readonly name: string;
  /** Path of its file. */
  readonly path: string;
  readonly text: string;
  /** Branch that the fleet follows. */
  readonly base: string;
  /** What that branch holds now. */
  readonly readBase: () => Promise<{ readonly commit: string; readonly exists: boolean }>;
}

export interface SampleContext {
  readonly forge: Forge;
  /** Name of the status that has to succeed first. */
  readonly context: string;
  /** Prints a line. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

const patienceMs = 90_000;
const lookMs = 200;

/**
 * Opens the sample store as a person would: by a pull request that is merged when its plan has succeeded. What an earlier start began is gone on with; what was
 * merged, or closed by somebody, is left alone.
 *
 * @returns whether the store's file is on the branch
 * @throws CliError when the plan fails, or does not come; ForgeError
 */
export async function openSample(sample: Sample, context: SampleContext): Promise<boolean> {
  const pull = await pullRequestOf(sample, context);
  if (pull === undefined || pull.state !== 'open') return (await sample.readBase()).exists;
  context.tell(`pull request ${pull.number} (${pull.title}): ${pull.url}`);
  await untilPlanned(pull, context);
  await merge(pull, context);
  context.tell('  merged: the store opens');
  return true;
}

async function pullRequestOf(sample: Sample, { forge, signal }: SampleContext): Promise<PullRequest | undefined> {
  const { name, path, text, base } = sample;
  const branch = `open-${name}`;
  const { items } = await forge.findPullRequests({ state: 'all', head: branch, base, limit: 1 }, signal);
  if (items[0] !== undefined) return items[0];
  const { commit, exists } = await sample.readBase();
  if (exists) return undefined;
  await forge
    .commitFiles({ branch, base: commit, message: `Open ${name}`, files: { [path]: text } }, signal)
    .catch((error: unknown) => {
      // An earlier start was ended between the two steps.
      if (!(error instanceof ForgeError) || error.code !== 'Conflict') throw error;
    });
  const body = 'Opened by `npm start`, to show the way that every change takes.';
  return await forge.openPullRequest({ head: branch, base, title: `Open ${name}`, body }, signal);
}

async function untilPlanned({ head, number, url }: PullRequest, context: SampleContext): Promise<void> {
  const { forge, context: name, tell, signal } = context;
  const started = Date.now();
  let verdict: CommitVerdict | undefined;
  while (Date.now() - started < patienceMs) {
    verdict = await forge.readVerdict(head.sha, name, signal);
    if (verdict !== undefined && verdict.state !== 'pending') break;
    await sleep(lookMs, undefined, { signal });
  }
  const said = verdict === undefined ? 'nothing was said' : verdict.description;
  if (verdict?.state !== 'success')
    throw new CliError(1, `the plan of pull request ${number} has not succeeded: ${said}; see ${url}`);
  tell(`  its plan (${name}) succeeded after ${((Date.now() - started) / 1000).toFixed(1)} s: ${said}`);
}

/** Gitea takes a moment to see that a required status is there. */
async function merge({ number, head }: PullRequest, { forge, signal }: SampleContext): Promise<void> {
  const started = Date.now();
  for (;;) {
    try {
      await forge.mergePullRequest(number, { headSha: head.sha }, signal);
      return;
    } catch (error) {
      const mayPass = error instanceof ForgeError && error.code === 'Refused';
      if (!mayPass || Date.now() - started > patienceMs) throw error;
    }
    await sleep(lookMs, undefined, { signal });
  }
}
