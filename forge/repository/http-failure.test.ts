import assert from 'node:assert/strict';
import { errors } from 'undici';
import { connectionLost, networkFailure, statusFailure } from './http-failure.ts';

const failed = (code: string) => Object.assign(new Error('it failed'), { code });

describe('a failure of HTTP', () => {
  for (const [code, expected] of [
    ['ECONNREFUSED', 'Unreachable'],
    ['ECONNRESET', 'Unreachable'],
    ['EHOSTUNREACH', 'Unreachable'],
    ['UND_ERR_SOCKET', 'Unreachable'],
    ['ENOTFOUND', 'Unreachable'],
    ['EAI_AGAIN', 'Unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'Timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'Timeout'],
    ['UND_ERR_BODY_TIMEOUT', 'Timeout'],
    ['ETIMEDOUT', 'Timeout'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'Tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'Tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'Tls'],
    ['CERT_HAS_EXPIRED', 'Tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'Tls'],
    ['EPROTO', 'Tls'],
  ] as const) {
    it(`is ${expected} for ${code}, and names it`, () => {
      const failure = networkFailure(failed(code));
      assert.equal(failure.code, expected);
      assert.ok(failure.reason.includes(code));
    });
  }

  it('is Protocol for what is not HTTP', () => {
    assert.equal(networkFailure(new errors.HTTPParserError('Invalid')).code, 'Protocol');
  });

  it('is Unreachable for what is unknown', () => {
    assert.deepEqual(networkFailure(new Error('strange')), { code: 'Unreachable', reason: 'strange' });
    assert.deepEqual(networkFailure('strange'), { code: 'Unreachable', reason: 'strange' });
  });

  for (const [status, expected] of [
    [203, 'Unauthorized'],
    [401, 'Unauthorized'],
    [403, 'Unauthorized'],
    [404, 'NotFound'],
    [410, 'NotFound'],
    [418, 'Protocol'],
    [429, 'ServerError'],
    [500, 'ServerError'],
    [503, 'ServerError'],
  ] as const) {
    it(`is ${expected} for the status ${status}`, () => {
      assert.equal(statusFailure(status, true)?.code, expected);
    });
  }

  it('is none for the status 200', () => {
    assert.equal(statusFailure(200, false), undefined);
  });

  it('says whether credentials are missing or wrong', () => {
    assert.match(statusFailure(401, false)?.reason ?? '', /wants credentials/);
    assert.match(statusFailure(401, true)?.reason ?? '', /does not accept/);
  });

  it('is worth another try when the connection was lost, and only then', () => {
    assert.equal(connectionLost(failed('ECONNRESET')), true);
    assert.equal(connectionLost(failed('UND_ERR_SOCKET')), true);
    assert.equal(connectionLost(failed('ECONNREFUSED')), false);
    assert.equal(connectionLost(failed('UND_ERR_HEADERS_TIMEOUT')), false);
  });
});
