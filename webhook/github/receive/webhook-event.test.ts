import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RefusedDelivery } from './refusal.ts';
import { webhookEvent } from './webhook-event.ts';

const parse = (event: string, payload: unknown) => webhookEvent(event, Buffer.from(JSON.stringify(payload)));

interface Examples {
  readonly name: string;
  readonly examples: readonly { readonly action?: string; readonly number?: number; readonly ref?: string }[];
}

/** GitHub's own payloads, as it has sent them. */
const file = fileURLToPath(import.meta.resolve('@octokit/webhooks-examples'));
const all = JSON.parse(readFileSync(file, 'utf8')) as readonly Examples[];

const examplesOf = (event: string) => all.find(({ name }) => name === event)?.examples ?? [];

describe('webhookEvent', () => {
  it("parses every push of GitHub's examples", () => {
    const examples = examplesOf('push');
    assert.ok(examples.length >= 5);
    for (const example of examples) {
      const event = parse('push', example);
      if (event.kind === 'push') assert.equal(`refs/heads/${event.branch}`, example.ref);
      else assert.equal(event.kind, 'ignored');
    }
    assert.ok(examples.some((example) => parse('push', example).kind === 'push'));
  });

  it("parses every pull request of GitHub's examples, and takes those that change what is planned", () => {
    const examples = examplesOf('pull_request');
    assert.ok(examples.length >= 20);
    const taken = examples.filter((example) => {
      const event = parse('pull_request', example);
      if (event.kind === 'pull-request') assert.equal(event.number, example.number);
      return event.kind === 'pull-request';
    });
    assert.deepEqual(
      new Set(taken.map(({ action }) => action)),
      new Set(['opened', 'closed', 'reopened', 'synchronize']),
    );
  });

  it("takes no notice of the rest of GitHub's examples, but for a check that somebody wants run again", () => {
    const others = all.filter(({ name }) => !['push', 'pull_request', 'ping'].includes(name));
    assert.ok(others.length > 40);
    const taken: string[] = [];
    for (const { name, examples } of others)
      for (const example of examples) {
        const event = parse(name, example);
        if (event.kind === 'pull-request') taken.push(`${name} ${example.action} ${event.number}`);
        else assert.deepEqual(event, { kind: 'ignored' });
      }
    assert.deepEqual(new Set(taken), new Set(['check_suite rerequested 2']));
  });

  it('plans again when a check is to be run again, and takes no notice of what else becomes of checks', () => {
    const repository = { full_name: 'acme/stores' };
    const run = (action: string, ...numbers: number[]) =>
      parse('check_run', { action, repository, check_run: { pull_requests: numbers.map((number) => ({ number })) } });
    assert.deepEqual(run('rerequested', 7, 8), { kind: 'pull-request', repository: 'acme/stores', number: 7 });
    assert.equal(run('rerequested').kind, 'ignored');
    assert.equal(run('completed', 7).kind, 'ignored');
    assert.throws(() => run('rerequested', -1), RefusedDelivery);
    assert.equal(parse('constructor', {}).kind, 'ignored');
  });

  const repository = { full_name: 'acme/stores' };
  const pull = (rest: object) => parse('pull_request', { number: 7, repository, ...rest }).kind;

  it('takes a pull request whose base was changed, in the words of GitHub and of Gitea, and no other edit', () => {
    assert.equal(
      pull({ action: 'edited', changes: { base: { ref: { from: 'main' }, sha: { from: 'a' } } } }),
      'pull-request',
    );
    assert.equal(pull({ action: 'edited', changes: { ref: { from: 'main' } } }), 'pull-request');
    assert.equal(pull({ action: 'edited', changes: { title: { from: 'x' } } }), 'ignored');
    assert.equal(pull({ action: 'edited', changes: null }), 'ignored');
    assert.equal(pull({ action: 'synchronized' }), 'pull-request');
  });

  it('takes no notice of tags and of branches that are gone', () => {
    assert.equal(parse('push', { ref: 'refs/tags/v1', repository }).kind, 'ignored');
    assert.equal(parse('push', { ref: 'refs/heads/x', deleted: true, repository }).kind, 'ignored');
  });

  it('takes the name of a branch as it is, be it written like an option or a path', () => {
    for (const branch of ['--upload-pack=touch', '../../etc', 'a\nb', '$(id)'])
      assert.deepEqual(parse('push', { ref: `refs/heads/${branch}`, repository }), {
        kind: 'push',
        repository: 'acme/stores',
        branch,
      });
  });

  it('refuses fields without end', () => {
    const refused = (payload: unknown) => assert.throws(() => parse('push', payload), RefusedDelivery);
    refused({ ref: `refs/heads/${'x'.repeat(2_000)}`, repository });
    refused({ ref: 'refs/heads/main', repository: { full_name: 'x'.repeat(600) } });
  });
});
