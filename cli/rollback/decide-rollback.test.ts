import assert from 'node:assert/strict';
import { storeExample } from '../../controller/testing/objects.ts';
import { CliError } from '../cli-error.ts';
import { decideRollback, type StoredFile } from './decide-rollback.ts';

const revision = '4'.repeat(40);

function file(spec = '', path = 'stores/demo.yaml'): StoredFile {
  const text = `apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata: {name: demo}\nspec:\n  engine: woocommerce\n${spec}`;
  return { path, content: Buffer.from(text) };
}

describe('decideRollback', () => {
  const facts = { store: 'demo', revision };
  const refused = (message: RegExp) => (error: unknown) =>
    error instanceof CliError && error.exitCode === 1 && message.test(error.message);

  it('writes the old content to where the file is now', () => {
    const old = file('  title: Old\n', 'stores/demo.yml');
    const current = file('  title: New\n', 'stores/eu/demo.yaml');
    const { path, content, before } = decideRollback({ ...facts, old: [old], current: [current] }) ?? {};
    assert.deepEqual([path, content, before], ['stores/eu/demo.yaml', old.content, current.content]);
  });

  it('writes it to where it was when the file is gone', () => {
    const rollback = decideRollback({ ...facts, old: [file()], current: [] });
    assert.equal(rollback?.path, 'stores/demo.yaml');
    assert.equal('before' in rollback, false);
  });

  it('has nothing to do when the file is what it was', () => {
    assert.equal(decideRollback({ ...facts, old: [file()], current: [file()] }), undefined);
  });

  it('refuses a revision without a file of the store', () => {
    assert.throws(
      () => decideRollback({ ...facts, old: [], current: [file()] }),
      refused(/that revision has no file of the store/),
    );
  });

  it('refuses a file that was wrong then, or is by the schema of today, and says where', () => {
    const old = file('  plan: huge\n');
    assert.throws(
      () => decideRollback({ ...facts, old: [old], current: [file()] }),
      refused(/could not be applied now.*nothing was written:\n {2}stores\/demo\.yaml:6:9: .*small/),
    );
  });

  it('refuses what the controller would hold: smaller volumes, another engine', () => {
    const large = file('  plan: large\n');
    assert.throws(
      () => decideRollback({ ...facts, old: [file()], current: [large] }),
      refused(/stores\/demo\.yaml: spec\.storage\.\w+ must be at least .* can grow but not shrink/),
    );
    const live = { spec: storeExample('demo', { spec: { plan: 'large' } }).spec, volumes: [] };
    assert.throws(
      () => decideRollback({ ...facts, old: [file()], current: [], live }),
      refused(/can grow but not shrink/),
    );
    const medusa = {
      path: 'stores/demo.yaml',
      content: Buffer.from(file().content.toString().replace('woocommerce', 'medusa')),
    };
    assert.throws(
      () => decideRollback({ ...facts, old: [medusa], current: [file()] }),
      refused(/spec\.engine must stay woocommerce/),
    );
  });

  it('goes back from a file that is broken now', () => {
    const broken = { path: 'stores/demo.yaml', content: Buffer.from('kind: [') };
    assert.equal(decideRollback({ ...facts, old: [file()], current: [broken] })?.path, 'stores/demo.yaml');
  });

  it('does not choose between two files of one name', () => {
    const two = [file(), file('', 'stores/eu/demo.yaml')];
    assert.throws(
      () => decideRollback({ ...facts, old: two, current: [] }),
      refused(/has stores\/demo\.yaml and stores\/eu\/demo\.yaml, which claim one name/),
    );
  });
});
