import assert from 'node:assert/strict';
import { parseFleetFile } from './parse-fleet-file.ts';
import { renderProblem } from './problem.ts';

const minimal = `apiVersion: urumi.dev/v1alpha1
kind: Fleet
metadata:
  name: local
spec:
  source:
    url: https://git.example.com/shops/stores.git
  environment:
    domain: shops.example.com
`;

function messages(text: string): string[] {
  const result = parseFleetFile(new TextEncoder().encode(text), 'fleet/any-name.yaml');
  return 'problems' in result ? result.problems.map(renderProblem) : [];
}

describe('parseFleetFile', () => {
  it('fills in the defaults of a minimal fleet, under any file name', () => {
    const result = parseFleetFile(new TextEncoder().encode(minimal), 'fleet/any-name.yaml');
    assert.ok('fleet' in result);
    const { source, limits, retention, environment } = result.fleet.spec;
    assert.deepEqual(
      [source.branch, source.path, source.interval, limits.closuresPerRevision, retention, environment.tls.mode],
      ['main', 'stores', '30s', '10%', '7d', 'none'],
    );
  });

  it('refuses credentials in the URL of the repository without repeating them', () => {
    const found = messages(minimal.replace('https://', 'https://bob:hunter2@'));
    assert.deepEqual(found, [
      'fleet/any-name.yaml:7:10: spec.source.url "https://…@git.example.com/shops/stores.git" must be an http(s) URL without credentials',
    ]);
  });

  it('requires an issuer in TLS mode issuer', () => {
    assert.deepEqual(messages(`${minimal}    tls: {mode: issuer}\n`), [
      'fleet/any-name.yaml:10:5: spec.environment.tls.issuer is missing: mode issuer needs the name of a cert-manager ClusterIssuer',
    ]);
  });

  it('says what may stand where a number or a percentage may', () => {
    assert.deepEqual(messages(`${minimal}  limits: {closuresPerRevision: some, stores: 0}\n`), [
      'fleet/any-name.yaml:10:33: spec.limits.closuresPerRevision "some" must be a whole number or a percentage such as 10%',
      'fleet/any-name.yaml:10:47: spec.limits.stores must be at least 1',
    ]);
    assert.deepEqual(messages(`${minimal}  limits: {closuresPerRevision: 25%}\n`), []);
  });

  it('keeps the folder of the stores within the repository', () => {
    assert.deepEqual(messages(minimal.replace('source:\n', 'source:\n    path: ../stores\n')), [
      'fleet/any-name.yaml:7:11: spec.source.path "../stores" must stay within the repository: .. is not allowed',
    ]);
  });

  it('refuses deadlines that would spin', () => {
    assert.deepEqual(messages(`${minimal}  deadlines: {total: 0s}\n`), [
      'fleet/any-name.yaml:10:22: spec.deadlines.total "0s" must be at least 1s',
    ]);
  });
});
