import assert from 'node:assert/strict';
import { refusal } from './refusal.ts';

const path = '/api/v1/namespaces/a/configmaps/b';
const status = (fields: object): string => JSON.stringify({ kind: 'Status', status: 'Failure', ...fields });
const refused = (code: number, body = '', more: object = {}) =>
  refusal({ method: 'PATCH', path, status: code, body, ...more });

describe('an answer that is not 2xx', () => {
  for (const [code, reason, name, retryable] of [
    [400, 'BadRequest', 'Invalid', false],
    [401, 'Unauthorized', 'Unauthorized', false],
    [403, 'Forbidden', 'Forbidden', false],
    [404, 'NotFound', 'NotFound', false],
    [409, 'AlreadyExists', 'AlreadyExists', false],
    [409, 'Conflict', 'Conflict', true],
    [410, 'Expired', 'Gone', true],
    [413, 'RequestEntityTooLarge', 'TooLarge', false],
    [415, 'UnsupportedMediaType', 'Invalid', false],
    [422, 'Invalid', 'Invalid', false],
    [429, 'TooManyRequests', 'Throttled', true],
    [500, 'InternalError', 'ServerError', true],
    [503, 'ServiceUnavailable', 'ServerError', true],
    [504, 'Timeout', 'Timeout', true],
    [302, '', 'BadAnswer', true],
  ] as const) {
    it(`is ${name} when it is ${code} ${reason}, ${retryable ? '' : 'not '}to be tried again`, () => {
      const error = refused(code, status({ reason, message: 'm' }));
      assert.deepEqual([error.code, error.status, error.reason, error.retryable], [name, code, reason, retryable]);
    });
  }

  it('says what was attempted, on what, why it failed and what to do', () => {
    const error = refused(403, status({ reason: 'Forbidden', message: 'exceeded quota: pods' }));
    assert.equal(
      error.message,
      `Could not change ${path}: 403 Forbidden: exceeded quota: pods. Check the RBAC rules, quotas and admission policies that the message names.`,
    );
  });

  it('keeps the causes', () => {
    const causes = [{ reason: 'FieldValueInvalid', message: 'must be positive', field: 'spec.replicas' }];
    assert.deepEqual(refused(422, status({ reason: 'Invalid', message: 'm', details: { causes } })).causes, causes);
  });

  it('is not to be tried again when field managers are in conflict', () => {
    const causes = [{ reason: 'FieldManagerConflict', message: 'conflict with "kubectl"', field: '.spec.replicas' }];
    assert.equal(refused(409, status({ reason: 'Conflict', message: 'm', details: { causes } })).retryable, false);
  });

  it('is Invalid when types do not fit a server-side apply, which the API server calls 500', () => {
    const error = refused(
      500,
      status({ message: 'failed to create typed patch object (a/b): .data.x: expected string' }),
    );
    assert.deepEqual([error.code, error.retryable], ['Invalid', false]);
  });

  it('knows how long to wait: from the header, or from the Status', () => {
    assert.equal(refused(429, '', { retryAfterMs: 7000 }).retryAfterMs, 7000);
    assert.equal(refused(429, status({ details: { retryAfterSeconds: 3 } })).retryAfterMs, 3000);
    assert.equal(refused(429).retryAfterMs, undefined);
  });

  it('waits no longer than five minutes, whatever it is asked to', () => {
    assert.equal(refused(429, '', { retryAfterMs: 99_999_000 }).retryAfterMs, 300_000);
    assert.equal(refused(503, status({ details: { retryAfterSeconds: 86_400 } })).retryAfterMs, 300_000);
  });

  for (const [code, message] of [
    [422, 'Secret "db" is invalid: data[password]: Invalid value: "hunter2"'],
    [
      500,
      'failed to create typed patch object: .data.password: expected string, got &value.valueUnstructured{Value:"hunter2"}',
    ],
  ] as const) {
    it(`never quotes the value of a Secret (${code})`, () => {
      const causes = [{ reason: 'FieldValueInvalid', message: 'Invalid value: "hunter2"', field: 'data[password]' }];
      const body = status({ message, details: { causes } });
      const error = refusal({ method: 'PATCH', path: '/api/v1/namespaces/a/secrets/db', status: code, body });
      assert.doesNotMatch(JSON.stringify([error, error.message, error.causes]), /hunter2/);
      assert.match(error.message, /data\[password\] \(FieldValueInvalid\)/);
    });
  }

  it('quotes a page that is no Status, its first line and no more', () => {
    assert.equal(refused(404, '404 page not found\n').detail, '404 page not found');
    assert.equal(refused(502, `<html>${'x'.repeat(10_000)}`).detail.length, 200);
    assert.equal(refused(500, '{"kind":"Status","mess').code, 'ServerError');
    assert.equal(refused(500, '{"kind":"Other"}').code, 'ServerError');
  });
});
