import assert from 'node:assert/strict';
import { parseFleetFile } from './parse-fleet-file.ts';
import { parseStoreFile } from './parse-store-file.ts';
import { renderProblem, type Problem } from './problem.ts';

const head = 'apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata:\n  name: demo\nspec:\n';

/** What is wrong with a store of that engine, without the place. */
function messages(engine: string, ...fields: string[]): string[] {
  const text = `${head}  engine: ${engine}\n${fields.map((field) => `  ${field}\n`).join('')}`;
  return rendered(parseStoreFile(new TextEncoder().encode(text), 'stores/demo.yaml'));
}

function fleetMessages(versions: string): string[] {
  const text = `apiVersion: urumi.dev/v1alpha1\nkind: Fleet\nmetadata:\n  name: f\nspec:\n  source: {url: "https://git.example.com/a.git"}\n  environment: {domain: shops.example.com}\n  versions: ${versions}\n`;
  return rendered(parseFleetFile(new TextEncoder().encode(text), 'fleet.yaml'));
}

function rendered(result: object): string[] {
  const { problems = [] } = result as { problems?: Problem[] };
  return problems.map(renderProblem);
}

describe('what an engine cannot do', () => {
  it('is refused at its place in the file, all of it at once, and says what to do', () => {
    const found = messages(
      'medusa',
      'admin: {username: anna}',
      'country: US:CA',
      'payments: [bank-transfer]',
      'storage: {files: 5Gi}',
    );
    assert.deepEqual(
      found.map((text) => /^(stores\/demo\.yaml:\d+:\d+): (spec\.\S+) .*Medusa/.exec(text)?.slice(1)),
      [
        ['stores/demo.yaml:7:21', 'spec.admin.username'],
        ['stores/demo.yaml:8:12', 'spec.country'],
        ['stores/demo.yaml:9:13', 'spec.payments'],
        ['stores/demo.yaml:10:20', 'spec.storage.files'],
      ],
    );
  });

  it('is fine for the engine that can', () => {
    const fields = ['admin: {username: anna}', 'country: US:CA', 'payments: [bank-transfer]', 'storage: {files: 5Gi}'];
    assert.deepEqual(messages('woocommerce', ...fields), []);
  });

  it('leaves alone what both can, and a store that says nothing', () => {
    const fields = [
      'country: US',
      'payments: [cash-on-delivery]',
      'storage: {database: 5Gi}',
      'admin: {email: a@example.com}',
    ];
    assert.deepEqual(messages('medusa', ...fields), []);
    assert.deepEqual(messages('medusa'), []);
  });
});

describe('a currency that one engine does not know', () => {
  it('is refused for WooCommerce, whatever Medusa knows', () => {
    for (const code of ['SLE', 'SVC', 'VED', 'XCG', 'ZWG'])
      assert.match(
        messages('woocommerce', `currency: ${code}`).join(),
        /^stores\/demo\.yaml:7:13: spec\.currency must be one that WooCommerce knows/,
      );
    assert.deepEqual(messages('woocommerce', 'currency: CHF'), []);
  });

  it('is refused for Medusa, and fine for WooCommerce', () => {
    assert.match(
      messages('medusa', 'currency: XCD').join(),
      /^stores\/demo\.yaml:7:13: spec\.currency must be one that Medusa knows/,
    );
    assert.deepEqual(messages('woocommerce', 'currency: XCD'), []);
    assert.deepEqual(messages('medusa', 'currency: CHF'), []);
  });
});

describe('the version of an engine', () => {
  const cases: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
    woocommerce: { '9.9.9': false, '10.0': true, '11.0.1': true, '11.9-beta.1': true, '12.0.0': false },
    medusa: {
      '1.20.11': false,
      '2.12': false,
      '2.12.1': false,
      '2.12.2': true,
      '2.21.2': true,
      '2.100.0': true,
      '3.0': false,
    },
  };
  for (const [engine, versions] of Object.entries(cases)) {
    for (const [version, known] of Object.entries(versions)) {
      it(`${version} of ${engine} is ${known ? 'accepted' : 'refused, with the range that is not'}`, () => {
        const [store, fleet] = [messages(engine, `version: "${version}"`), fleetMessages(`{${engine}: "${version}"}`)];
        assert.equal(store.length, known ? 0 : 1);
        assert.equal(fleet.length, known ? 0 : 1);
        if (known) return;
        assert.match(
          store[0] ?? '',
          new RegExp(
            `^stores/demo\\.yaml:7:12: spec\\.version "${version}" is not a version of ${engine}.* or newer, below`,
          ),
        );
        assert.match(fleet[0] ?? '', new RegExp(`^fleet\\.yaml:8:\\d+: spec\\.versions\\.${engine} `));
      });
    }
  }

  it('that is none is reported once, by the schema', () => {
    assert.equal(messages('medusa', 'version: latest').length, 1);
    assert.equal(messages('medusa', 'version: "2"').length, 1);
  });
});
