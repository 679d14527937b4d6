import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { maxFileBytes } from './decode-text.ts';
import { parseStoreFile } from './parse-store-file.ts';
import type { Problem } from './problem.ts';
import { renderProblem } from './problem.ts';

const minimal = `apiVersion: urumi.dev/v1alpha1
kind: Store
metadata:
  name: demo
spec:
  engine: woocommerce
`;

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function problemsOf(content: string | Uint8Array, file = 'stores/demo.yaml'): readonly Problem[] {
  const result = parseStoreFile(typeof content === 'string' ? bytesOf(content) : content, file);
  return 'problems' in result ? result.problems : [];
}

function messagesOf(content: string | Uint8Array, file?: string): string[] {
  return problemsOf(content, file).map(renderProblem);
}

/** The problems of a minimal store with `lines` added to its spec; line 7 is the first of them. */
function specMessages(lines: string): string[] {
  return messagesOf(`${minimal}${lines.replaceAll(/^/gm, '  ')}\n`);
}

describe('parseStoreFile', () => {
  it('fills in the defaults of a minimal store', () => {
    const result = parseStoreFile(bytesOf(minimal), 'stores/eu/demo.yml');
    assert.ok('store' in result);
    const { plan, hosts, currency, country, admin, catalog, payments, deletion } = result.store.spec;
    assert.deepEqual(
      { plan, hosts, currency, country, admin, catalog, payments },
      {
        plan: 'small',
        hosts: [],
        currency: 'EUR',
        country: 'DE',
        admin: { username: 'shopkeeper' },
        catalog: 'sample',
        payments: ['cash-on-delivery'],
      },
    );
    assert.deepEqual(deletion, { policy: 'Retain', protected: false });
  });

  it('tells what the store claims and where in the file', () => {
    const result = parseStoreFile(
      bytesOf(`${minimal}  owner: team-a\n  hosts:\n    - a.example.com\n    - b.example.com\n`),
      'stores/demo.yaml',
    );
    assert.ok('claim' in result);
    const { positions, ...claim } = result.claim;
    assert.deepEqual(claim, {
      file: 'stores/demo.yaml',
      name: 'demo',
      hosts: ['a.example.com', 'b.example.com'],
      owner: 'team-a',
    });
    assert.deepEqual(positions?.get('spec.hosts[1]'), { line: 10, column: 7 });
    assert.deepEqual(positions?.get('metadata.name'), { line: 4, column: 9 });
  });

  it('accepts a byte order mark, Windows line ends, a document start and comments', () => {
    assert.deepEqual(messagesOf(`\ufeff# a shop\r\n---\r\n${minimal.replaceAll('\n', '\r\n')}...\r\n`), []);
  });
});

describe('a file that is not one mapping', () => {
  it('is refused when it is empty, or only comments', () => {
    const message =
      'stores/demo.yaml:1:1: the file is empty: a store or fleet file is a mapping with the fields apiVersion, kind, metadata and spec';
    assert.deepEqual(messagesOf(''), [message]);
    assert.deepEqual(messagesOf('# later\n'), [message]);
    assert.deepEqual(messagesOf('---\n'), [message]);
  });

  it('is refused when it is a list or a single value', () => {
    assert.match(
      messagesOf('- a\n- b\n').join('\n'),
      /^stores\/demo\.yaml:1:1: the file is a list: a store or fleet file is a mapping/,
    );
    assert.match(
      messagesOf('shop\n').join('\n'),
      /1:1: the file is a single value: a store or fleet file is a mapping/,
    );
  });

  it('is refused when its YAML is broken, with the place', () => {
    assert.match(
      messagesOf('metadata:\n\tname: demo\n').join('\n'),
      /^stores\/demo\.yaml:2:1: not valid YAML: Tabs are not allowed as indentation/,
    );
    assert.match(
      messagesOf('spec: {engine: woocommerce\nkind: Store\n').join('\n'),
      /^stores\/demo\.yaml:2:1: not valid YAML: /,
    );
    assert.match(messagesOf(`${minimal}  title: "Shop\n`).join('\n'), /:8:1: not valid YAML: Missing closing "quote/);
  });

  it('is refused when it holds several documents, pointing at the second', () => {
    assert.deepEqual(messagesOf(`${minimal}---\n${minimal}`), [
      'stores/demo.yaml:7:1: a second document starts here: a file holds one store; put the other into a file of its own and remove the ---',
    ]);
  });

  it('is refused when a field is there twice, and the rest is still checked', () => {
    assert.deepEqual(messagesOf(`${minimal}  engine: medusa\n  plan: tiny\n`), [
      'stores/demo.yaml:7:3: the field "engine" is there twice: remove one of them',
      'stores/demo.yaml:8:9: spec.plan "tiny" must be one of small, medium, large',
    ]);
  });

  it('is refused when it uses aliases, so that no alias bomb can go off', () => {
    const levels = 'bcdefghij'
      .split('')
      .map((letter, index) => `${letter}: &${letter} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(', ')}]`);
    const problems = problemsOf(`a: &a [x, x, x, x, x, x, x, x, x]\n${levels.join('\n')}\n`);
    assert.equal(renderProblem(problems[0]!), 'stores/demo.yaml:2:8: aliases are not allowed: write the value out');
    assert.equal(problems.length, 51);
    assert.equal(problems.at(-1)?.message, 'and 31 more problems in this file');
  });

  it('is refused when it uses a tag that is not plain YAML', () => {
    assert.deepEqual(specMessages('title: !!js/function "x"\ncatalog: !shop empty'), [
      'stores/demo.yaml:7:10: the tag !!js/function is not allowed: write plain values without tags',
      'stores/demo.yaml:8:12: the tag !shop is not allowed: write plain values without tags',
    ]);
  });

  it('is refused when it asks for another version of YAML, in which no means false', () => {
    assert.deepEqual(messagesOf(`%YAML 1.1\n---\n${minimal}`), [
      'stores/demo.yaml:1:1: not valid YAML: version 1.1 is not allowed: remove the %YAML line, or write %YAML 1.2',
    ]);
  });

  it('is refused when it has keys that are not text', () => {
    assert.equal(specMessages('[a]: y')[0], 'stores/demo.yaml:7:3: not valid YAML: a key must be text');
  });

  it('is refused when it nests too deep', () => {
    assert.match(messagesOf(`spec: ${'['.repeat(5000)}`).join('\n'), /:1:\d\d: too many levels of lists and mappings/);
  });

  it('is refused when it is larger than 64 KiB', () => {
    const message =
      'stores/demo.yaml:1:1: the file is larger than 64 KiB: a store or fleet file may have at most 65536 bytes';
    assert.deepEqual(messagesOf(`${minimal}#${' '.repeat(2_000_000)}\n`), [message]);
    assert.deepEqual(messagesOf(`${minimal}#`.padEnd(maxFileBytes + 1)), [message]);
    assert.deepEqual(messagesOf(`${minimal}#`.padEnd(maxFileBytes)), []);
  });

  it('is refused when it is binary', () => {
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
    assert.deepEqual(messagesOf(png), [
      'stores/demo.yaml:2:1: the file holds the control character U+001A: it must be text, saved as UTF-8',
    ]);
    assert.deepEqual(messagesOf(`${minimal}  title: a\0b\n`), [
      'stores/demo.yaml:7:11: the file holds the control character U+0000: it must be text, saved as UTF-8',
    ]);
  });

  it('is refused when it is not UTF-8', () => {
    const latin1 = Uint8Array.from([...bytesOf(`${minimal}  title: M`), 0xfc, 0x0a]);
    assert.deepEqual(messagesOf(latin1), [
      'stores/demo.yaml:7:11: the file is not UTF-8: it must be text, saved as UTF-8',
    ]);
  });
});

describe('a store file with wrong values', () => {
  it('says which apiVersion and kind it must have', () => {
    assert.deepEqual(messagesOf(minimal.replace('v1alpha1', 'v2').replace('kind: Store', 'kind: Shop')), [
      'stores/demo.yaml:1:13: apiVersion "urumi.dev/v2" must be urumi.dev/v1alpha1',
      'stores/demo.yaml:2:7: kind "Shop" must be Store',
    ]);
  });

  it('says what is missing, where it belongs', () => {
    assert.deepEqual(
      messagesOf('apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata:\n  name: demo\nspec:\n  plan: small\n'),
      ['stores/demo.yaml:5:1: spec.engine is missing: it must be one of woocommerce, medusa'],
    );
    assert.deepEqual(messagesOf('apiVersion: urumi.dev/v1alpha1\nkind: Store\nspec: {engine: medusa}\n'), [
      'stores/demo.yaml:1:1: metadata is missing: it must be a mapping with the fields name, labels, annotations',
    ]);
  });

  it('says what a name may be', () => {
    assert.deepEqual(messagesOf(minimal.replace('name: demo', 'name: Demo_Shop')), [
      'stores/demo.yaml:4:9: metadata.name "Demo_Shop" must be a DNS label of at most 40 characters: a-z, 0-9 and -, not at an end',
    ]);
    assert.match(
      messagesOf(minimal.replace('name: demo', `name: ${'a'.repeat(41)}`))[0]!,
      /:4:9: metadata\.name "a+" must be a DNS label of at most 40 characters/,
    );
  });

  it("requires the file's name to be the store's", () => {
    assert.deepEqual(messagesOf(minimal, 'stores/other.yaml'), [
      'stores/other.yaml:4:9: metadata.name "demo" must be the file\'s name: write "other", or rename the file to demo.yaml',
    ]);
    assert.deepEqual(messagesOf(minimal, 'stores/demo.txt'), [
      "stores/demo.txt:4:9: the file's name must end in .yaml or .yml",
    ]);
  });

  it('blames the file when its name cannot be a store', () => {
    assert.deepEqual(messagesOf(minimal.replace('name: demo', 'name: Demo'), 'stores/Demo.yaml'), [
      'stores/Demo.yaml:4:9: metadata.name "Demo" must be a DNS label of at most 40 characters: a-z, 0-9 and -, not at an end',
      'stores/Demo.yaml:4:9: the file\'s name "Demo" must be a DNS label of at most 40 characters: a-z, 0-9 and -, not at an end',
    ]);
  });

  it('says which engines and plans there are', () => {
    assert.deepEqual(messagesOf(`${minimal.replace('woocommerce', 'woocomerce')}  plan: tiny\n`), [
      'stores/demo.yaml:6:11: spec.engine "woocomerce" must be one of woocommerce, medusa; did you mean woocommerce?',
      'stores/demo.yaml:7:9: spec.plan "tiny" must be one of small, medium, large',
    ]);
  });

  it('says what a quantity and its bounds are', () => {
    assert.deepEqual(specMessages('storage: {database: 5GB, files: 64Ti}'), [
      'stores/demo.yaml:7:23: spec.storage.database "5GB" must be a quantity such as 500Mi or 5Gi',
      'stores/demo.yaml:7:35: spec.storage.files "64Ti" must be between 1Gi and 16Ti',
    ]);
  });

  it('says what a host may be, item by item', () => {
    const messages = specMessages(
      'hosts:\n  - Shop.example.com\n  - "*.example.com"\n  - https://example.com\n  - localhost\n  - 10.0.0.1\n  - ok.example.com\n  - ok.example.com',
    );
    const rule = 'must be a lower-case host name such as shop.example.com, without scheme, port, path or wildcard';
    assert.deepEqual(messages, [
      `stores/demo.yaml:8:7: spec.hosts[0] "Shop.example.com" ${rule}`,
      `stores/demo.yaml:9:7: spec.hosts[1] "*.example.com" ${rule}`,
      `stores/demo.yaml:10:7: spec.hosts[2] "https://example.com" ${rule}`,
      `stores/demo.yaml:11:7: spec.hosts[3] "localhost" ${rule}`,
      'stores/demo.yaml:12:7: spec.hosts[4] "10.0.0.1" must be a host name such as shop.example.com, not an address',
      'stores/demo.yaml:14:7: spec.hosts[6] "ok.example.com" is in the list twice (item 6 and item 7); remove one',
    ]);
  });

  it('knows the currencies and countries of the world', () => {
    assert.deepEqual(specMessages('currency: XYZ\ncountry: ZZ'), [
      'stores/demo.yaml:7:13: spec.currency "XYZ" must be an ISO 4217 code of a currency in use, such as EUR',
      'stores/demo.yaml:8:12: spec.country "ZZ" must be an ISO 3166 code of a country, such as DE, or US:CA',
    ]);
    assert.deepEqual(specMessages('currency: NOK\ncountry: NO'), []);
  });

  it('bounds how long data is kept', () => {
    assert.deepEqual(specMessages('deletion: {retention: 3651d}'), [
      'stores/demo.yaml:7:25: spec.deletion.retention "3651d" must be between 0s and 3650d',
    ]);
    assert.deepEqual(specMessages('deletion: {retention: 0s}'), []);
  });

  it('refuses titles that could break out of a line or hide their reading order', () => {
    assert.deepEqual(specMessages('title: "a\\nb"'), [
      'stores/demo.yaml:7:10: spec.title "a\\nb" must be one line of text without control characters',
    ]);
    assert.deepEqual(specMessages('title: "a\\u202eb"'), [
      'stores/demo.yaml:7:10: spec.title "a\\u202eb" must not contain characters that turn the reading direction',
    ]);
    assert.deepEqual(specMessages('title: "Müller & Söhne <Laden> 👩‍🌾 \'$(x)"'), []);
  });

  it('asks for quotes where a number was meant as text, as it is written', () => {
    assert.deepEqual(specMessages('version: 10.0'), [
      'stores/demo.yaml:7:12: spec.version must be text, not the number 10; put it in quotes: "10.0"',
    ]);
  });

  it('asks for a value where there is none', () => {
    assert.deepEqual(specMessages('owner:\ntitle: x'), [
      'stores/demo.yaml:7:3: spec.owner is empty: give it a value, or remove the line',
    ]);
  });

  it('names the type that a field must have', () => {
    assert.deepEqual(specMessages('hosts: a.example.com\nsuspended: "yes"\nadmin: [x]'), [
      'stores/demo.yaml:7:10: spec.hosts must be a list, not the text "a.example.com"',
      'stores/demo.yaml:8:14: spec.suspended must be true or false, not the text "yes"',
      'stores/demo.yaml:9:10: spec.admin must be a mapping with the fields username, email, not a list',
    ]);
  });

  it('refuses labels that Urumi sets itself', () => {
    const labels = '  labels: {urumi.dev/store: other, app.kubernetes.io/managed-by: me, team: retail}\n';
    const rule = 'is not a possible key: it must not be one that Urumi and Kubernetes set themselves';
    assert.deepEqual(messagesOf(minimal.replace('spec:\n', `${labels}spec:\n`)), [
      `stores/demo.yaml:5:12: metadata.labels["urumi.dev/store"] ${rule}`,
      `stores/demo.yaml:5:36: metadata.labels["app.kubernetes.io/managed-by"] ${rule}`,
    ]);
  });
});

describe('a store file with fields that do not exist', () => {
  it('is told what was probably meant, and what is allowed', () => {
    const all =
      'engine, title, owner, plan, hosts, currency, country, admin, catalog, payments, storage, version, suspended, deletion, rotate';
    assert.deepEqual(specMessages('ownr: x\nadmin: {user: bob}\nfoo: 1'), [
      `stores/demo.yaml:7:3: spec.ownr is not a known field; did you mean owner?; allowed here: ${all}`,
      'stores/demo.yaml:8:11: spec.admin.user is not a known field; did you mean username?; allowed here: username, email',
      `stores/demo.yaml:9:3: spec.foo is not a known field; allowed here: ${all}`,
    ]);
  });

  it('is told where a field belongs that is in the wrong place', () => {
    assert.match(
      messagesOf(`${minimal}plan: small\n`)[0]!,
      /:7:1: plan is not a known field; did you mean spec\.plan\?; allowed here: apiVersion, kind, metadata, spec$/,
    );
  });

  it('is told which fields are not for files', () => {
    const messages = messagesOf(
      `${minimal}  closure: {}\nstatus: {}\n`.replace('  name: demo', '  name: demo\n  namespace: x\n  uid: y'),
    );
    assert.deepEqual(messages, [
      'stores/demo.yaml:5:3: metadata.namespace is decided by the fleet: remove the line',
      'stores/demo.yaml:6:3: metadata.uid is set by the cluster: remove it from the file',
      'stores/demo.yaml:9:3: spec.closure is recorded by Urumi when the file is removed: remove it from the file',
      'stores/demo.yaml:10:1: status is written by Urumi: remove it from the file',
    ]);
  });

  it('is told which secrets can be rotated', () => {
    assert.deepEqual(specMessages('rotate: {databse: "1", application: "2"}'), [
      'stores/demo.yaml:7:12: spec.rotate.databse is not a possible key: it must be one of application, database',
    ]);
  });

  it('cannot smuggle in __proto__', () => {
    assert.match(specMessages('__proto__: {suspended: true}')[0]!, /:7:3: spec\.__proto__ is not a known field/);
  });
});

describe('parseStoreFile, given anything at all,', () => {
  const worst = [
    '[',
    '{',
    '- ',
    '? ',
    '{a: ',
    '"',
    "'",
    '!x ',
    '&a ',
    '*a ',
    '[,',
    ': ',
    '|\n',
    '---\n',
    'a:\n ',
    'a: b\n',
    '[a]: ',
    '#',
    '\t',
    '%',
    '\r',
    'é',
  ];

  it('quotes no control character of a file', () => {
    assert.equal(messagesOf('%\r[')[0], 'stores/demo.yaml:1:1: not valid YAML: Unknown directive %\u{fffd}[');
  });

  it('answers with problems that have a place, and never throws', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...worst, ...minimal.split(/(?<=\n)/))).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 2000 }), text.map(bytesOf)), (bytes) => {
        const lines = new TextDecoder().decode(bytes).split('\n').length;
        const result = parseStoreFile(bytes, 'stores/demo.yaml');
        for (const problem of 'problems' in result ? result.problems : []) {
          assert.ok(problem.line >= 1 && problem.line <= lines && problem.column >= 1, renderProblem(problem));
          assert.ok(/^\S/.test(problem.message) && !/[\n\r\0]/.test(problem.message), renderProblem(problem));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('answers within bounded time for the worst of 64 KiB', () => {
    for (const part of ['[', '{a: ', '- ', '"', '&a ', 'a: b\n']) {
      const bytes = bytesOf(part.repeat(Math.floor(maxFileBytes / new TextEncoder().encode(part).length)));
      // Of the processor: a busy machine makes it wait, not work.
      const before = process.cpuUsage();
      const problems = problemsOf(bytes);
      assert.ok(process.cpuUsage(before).user < 3_000_000, `${JSON.stringify(part)} took too long`);
      assert.ok(problems.length >= 1 && problems.length <= 51);
    }
  });

  it('reports exactly the fields that were damaged', () => {
    const damages: Readonly<Record<string, string>> = {
      plan: '1',
      catalog: 'x',
      currency: 'xx',
      suspended: 'maybe',
      payments: '[]',
      hosts: 'no',
      version: 'latest',
    };
    fc.assert(
      fc.property(fc.subarray(Object.keys(damages)), (damaged) => {
        const found = problemsOf(minimal + damaged.map((field) => `  ${field}: ${damages[field]}\n`).join('')).map(
          ({ path }) => path,
        );
        assert.deepEqual(
          found,
          damaged.map((field) => `spec.${field}`),
        );
      }),
    );
  });
});
