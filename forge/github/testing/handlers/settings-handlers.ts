import { FakeRefusal, notFound } from '../fake-answer.ts';
import type { FakeHook, FakeRuleset } from '../fake-state.ts';
import { page, type FakeCall, type Handler } from '../handler.ts';

const listHooks: Handler = (call) => {
  mustAdminister(call);
  return { status: 200, body: page(call.state.hooks, call).map((hook) => describeHook(call, hook)) };
};

const createHook: Handler = (call) => {
  mustAdminister(call);
  const { config, events } = call.body as Pick<FakeHook, 'config' | 'events'>;
  const hook = { id: call.state.nextId(), config, events };
  call.state.hooks.push(hook);
  return { status: 201, body: describeHook(call, hook) };
};

const updateHook: Handler = (call) => {
  mustAdminister(call);
  const hook = call.state.hooks.find(({ id }) => id === Number(call.params['hook_id']));
  if (hook === undefined) throw notFound();
  Object.assign(hook, { config: call.body['config'], events: call.body['events'] });
  return { status: 200, body: describeHook(call, hook) };
};

const listRulesets: Handler = (call) => ({
  status: 200,
  body: page(call.state.rulesets, call).map((ruleset) => {
    const { conditions: _, rules: __, ...short } = describeRuleset(call, ruleset) as Record<string, unknown>;
    return short;
  }),
});

const getRuleset: Handler = (call) => ({ status: 200, body: describeRuleset(call, ruleset(call)) });

const createRuleset: Handler = (call) => {
  mustAdminister(call);
  const made = { id: call.state.nextId(), body: { ...call.body } };
  call.state.rulesets.push(made);
  return { status: 201, body: describeRuleset(call, made) };
};

const updateRuleset: Handler = (call) => {
  mustAdminister(call);
  const found = ruleset(call);
  found.body = { ...found.body, ...call.body };
  return { status: 200, body: describeRuleset(call, found) };
};

const getRepository: Handler = ({ api, actor, state }) => {
  const permissions = {
    admin: actor.access === 'admin',
    maintain: actor.access === 'admin',
    push: actor.access !== 'read',
    triage: actor.access !== 'read',
    pull: true,
  };
  // What GitHub's example says of related repositories is not complete.
  const { source: _, parent: __, template_repository: ___, ...example } = api.example('repos/get');
  return { status: 200, body: { ...example, language: null, full_name: state.fullName, permissions } };
};

const getUser: Handler = ({ api, actor, operationId }) => {
  if (actor.kind === 'app') throw new FakeRefusal(403, 'Resource not accessible by integration');
  return { status: 200, body: { ...api.example(operationId), login: actor.login } };
};

const getApp: Handler = ({ api, actor, operationId }) => ({
  status: 200,
  body: { ...api.example(operationId), slug: actor.login.replace(/\[bot\]$/, '') },
});

const getInstallation: Handler = ({ api, operationId, actor }) => ({
  status: 200,
  body: {
    ...api.example(operationId),
    id: installationId,
    permissions: { contents: 'write', checks: 'write', administration: actor.access === 'admin' ? 'write' : 'read' },
  },
});

/** The one installation of the one App. */
export const installationId = 4711;

function mustAdminister({ actor }: FakeCall): void {
  // GitHub does not tell others that there are settings.
  if (actor.access !== 'admin') throw notFound();
}

function ruleset({ state, params }: FakeCall): FakeRuleset {
  const found = state.rulesets.find(({ id }) => id === Number(params['ruleset_id']));
  if (found === undefined) throw notFound();
  return found;
}

function describeHook({ api }: FakeCall, { id, events, config }: FakeHook): object {
  return { ...api.example('repos/update-webhook'), id, events, config: { ...config, secret: '********' } };
}

function describeRuleset({ api, state }: FakeCall, { id, body }: FakeRuleset): object {
  return { ...api.example('repos/get-repo-ruleset'), source: state.fullName, ...body, id };
}

/** Settings of the repository, and who we are. */
export const settingsHandlers: Readonly<Record<string, Handler>> = {
  'repos/list-webhooks': listHooks,
  'repos/create-webhook': createHook,
  'repos/update-webhook': updateHook,
  'repos/get-repo-rulesets': listRulesets,
  'repos/get-repo-ruleset': getRuleset,
  'repos/create-repo-ruleset': createRuleset,
  'repos/update-repo-ruleset': updateRuleset,
  'repos/get': getRepository,
  'users/get-authenticated': getUser,
  'apps/get-authenticated': getApp,
  'apps/get-repo-installation': getInstallation,
};
