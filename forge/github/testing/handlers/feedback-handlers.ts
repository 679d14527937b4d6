import { FakeRefusal, notFound } from '../fake-answer.ts';
import type { FakeCheckRun, FakeComment, FakeDeployment } from '../fake-state.ts';
import { page, type FakeCall, type Handler } from '../handler.ts';

const listComments: Handler = (call) => {
  const { number } = call.state.pull(Number(call.params['issue_number']));
  const found = call.state.comments.filter((comment) => comment.number === number);
  return { status: 200, body: page(found, call).map((comment) => describeComment(call, comment, 200)) };
};

const createComment: Handler = (call) => {
  const { number } = call.state.pull(Number(call.params['issue_number']));
  const comment = { id: call.state.nextId(), number, login: call.actor.login, body: textOf(call) };
  call.state.comments.push(comment);
  return { status: 201, body: describeComment(call, comment, 201) };
};

const updateComment: Handler = (call) => {
  const comment = call.state.comments.find(({ id }) => id === Number(call.params['comment_id']));
  if (comment === undefined) throw notFound();
  if (comment.login !== call.actor.login && call.actor.access === 'read')
    throw new FakeRefusal(403, 'Must have admin rights to Repository.');
  comment.body = textOf(call);
  return { status: 200, body: describeComment(call, comment, 200) };
};

const createStatus: Handler = (call) => {
  const { state, context = 'default', description = null, target_url = null } = call.body as Record<string, string>;
  const sha = call.params['sha'] ?? '';
  const status = { id: call.state.nextId(), sha, context, state: state ?? '', description, target_url };
  call.state.statuses.push(status);
  return { status: 201, body: { ...call.api.example(call.operationId, 201), ...status } };
};

const combinedStatus: Handler = async (call) => {
  const sha = await commit(call);
  const example = call.api.example(call.operationId);
  const [one] = example['statuses'] as object[];
  const newest = new Map(call.state.statuses.filter((status) => status.sha === sha).map((one) => [one.context, one]));
  const statuses = page([...newest.values()], call).map(({ id, context, state, description, target_url }) =>
    Object.assign({}, one, { id, context, state, description, target_url }),
  );
  return { status: 200, body: { ...example, sha, statuses, total_count: newest.size } };
};

const createCheckRun: Handler = (call) => {
  const { name, head_sha, ...fields } = call.body as { name: string; head_sha: string };
  mustBeApp(call);
  const run = { id: call.state.nextId(), name, head_sha, fields };
  call.state.checkRuns.push(run);
  return { status: 201, body: describeRun(call, run, 201) };
};

const updateCheckRun: Handler = (call) => {
  mustBeApp(call);
  const run = call.state.checkRuns.find(({ id }) => id === Number(call.params['check_run_id']));
  if (run === undefined) throw notFound();
  // A run that goes on has no conclusion any more.
  const kept = call.body['status'] === 'completed' ? run.fields : { ...run.fields, conclusion: null };
  run.fields = { ...kept, ...call.body, output: changedOutput(run, call) };
  return { status: 200, body: describeRun(call, run, 200) };
};

/** Annotations are added to those that are there, as the document says of them. */
function changedOutput({ fields }: FakeCheckRun, { body }: FakeCall): object {
  const [before, after] = [fields['output'], body['output']].map((output) => output as Output | undefined);
  return { ...before, ...after, annotations: [...(before?.annotations ?? []), ...(after?.annotations ?? [])] };
}

interface Output {
  readonly annotations?: readonly object[];
}

const listCheckRuns: Handler = async (call) => {
  const sha = await commit(call);
  const { check_name: name } = call.query;
  const found = call.state.checkRuns.filter((run) => run.head_sha === sha && (name === undefined || run.name === name));
  const check_runs = page(found, call).map((run) => describeRun(call, run, 201, 'checks/create'));
  return { status: 200, body: { total_count: found.length, check_runs } };
};

const listDeployments: Handler = (call) => {
  const wanted = ['sha', 'environment', 'task'] as const;
  const found = call.state.deployments
    .filter((one) => wanted.every((key) => call.query[key] === undefined || one[key] === call.query[key]))
    .toReversed();
  return { status: 200, body: page(found, call).map((one) => describeDeployment(call, one)) };
};

const createDeployment: Handler = (call) => {
  const { ref, environment = 'production', task = 'deploy' } = call.body as Record<string, string>;
  const deployment = { id: call.state.nextId(), sha: ref ?? '', environment, task, statuses: [] };
  call.state.deployments.push(deployment);
  return { status: 201, body: describeDeployment(call, deployment) };
};

const listDeploymentStatuses: Handler = (call) => {
  const example = call.api.example(call.operationId);
  const newestFirst = deployment(call).statuses.toReversed();
  return { status: 200, body: page(newestFirst, call).map((status) => Object.assign({}, example, status)) };
};

const createDeploymentStatus: Handler = (call) => {
  const { statuses, environment, id } = deployment(call);
  statuses.push({ id: call.state.nextId(), environment_url: '', log_url: '', ...call.body });
  const others = call.state.deployments.filter((one) => one.environment === environment && one.id !== id);
  // As GitHub does unless told otherwise: what was there before is not there any more.
  if (call.body['state'] === 'success')
    for (const one of others)
      if (one.statuses.at(-1)?.['state'] === 'success') one.statuses.push({ ...call.body, state: 'inactive' });
  return { status: 201, body: { ...call.api.example(call.operationId, 201), ...statuses.at(-1) } };
};

function textOf({ body }: FakeCall): string {
  const text = String(body['body']);
  if (text.length > 65_536)
    throw new FakeRefusal(422, 'Validation Failed', [
      { code: 'custom', message: 'body is too long (maximum is 65536 characters)' },
    ]);
  return text;
}

function mustBeApp({ actor }: FakeCall): void {
  if (actor.kind !== 'app') throw new FakeRefusal(403, 'You must authenticate via a GitHub App.');
}

async function commit(call: FakeCall): Promise<string> {
  const sha = call.params['ref'] ?? '';
  const kind = await call.state.git.git('cat-file', '-t', sha).catch(() => '');
  if (kind.trim() !== 'commit') throw new FakeRefusal(422, `No commit found for SHA: ${sha}`);
  return sha;
}

function deployment({ state, params }: FakeCall): FakeDeployment {
  const found = state.deployments.find(({ id }) => id === Number(params['deployment_id']));
  if (found === undefined) throw notFound();
  return found;
}

function describeComment({ api, url, state }: FakeCall, comment: FakeComment, status: number): object {
  const example = api.example(status === 201 ? 'issues/create-comment' : 'issues/update-comment', status);
  const html_url = `${url}/${state.fullName}/pull/${comment.number}#issuecomment-${comment.id}`;
  const user = { ...(example['user'] as object), login: comment.login };
  return { ...example, id: comment.id, body: comment.body, html_url, user };
}

function describeRun(call: FakeCall, run: FakeCheckRun, status: number, operationId = call.operationId): object {
  const example = call.api.example(operationId, status);
  const { output, status: phase = 'queued', conclusion = null, ...fields } = run.fields;
  const { annotations, ...words } = (output ?? {}) as { annotations?: unknown[] };
  const shown = { ...(example['output'] as object), text: null, ...words, annotations_count: annotations?.length ?? 0 };
  const completed_at = phase === 'completed' ? example['started_at'] : null;
  const html_url = `${call.url}/${call.state.fullName}/runs/${run.id}`;
  const { id, name, head_sha } = run;
  return {
    ...example,
    id,
    name,
    head_sha,
    html_url,
    ...fields,
    status: phase,
    conclusion,
    completed_at,
    output: shown,
  };
}

function describeDeployment({ api }: FakeCall, { id, sha, environment, task }: FakeDeployment): object {
  return { ...api.example('repos/list-deployments'), id, sha, ref: sha, environment, task };
}

/** What is said of commits and pull requests. */
export const feedbackHandlers: Readonly<Record<string, Handler>> = {
  'issues/list-comments': listComments,
  'issues/create-comment': createComment,
  'issues/update-comment': updateComment,
  'repos/create-commit-status': createStatus,
  'repos/get-combined-status-for-ref': combinedStatus,
  'checks/create': createCheckRun,
  'checks/update': updateCheckRun,
  'checks/list-for-ref': listCheckRuns,
  'repos/list-deployments': listDeployments,
  'repos/create-deployment': createDeployment,
  'repos/list-deployment-statuses': listDeploymentStatuses,
  'repos/create-deployment-status': createDeploymentStatus,
};
