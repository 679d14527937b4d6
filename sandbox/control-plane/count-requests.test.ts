import assert from 'node:assert/strict';
import type { AuditedRequest } from './audit-log.ts';
import { countRequests } from './count-requests.ts';

const request = (verb: string, resource: string): AuditedRequest => ({
  user: 'someone',
  userAgent: 'test',
  verb,
  resource,
  namespace: '',
  name: '',
  uri: '/',
  code: 200,
  at: 0,
});

describe('counting requests', () => {
  const requests = [
    request('get', 'pods'),
    request('patch', 'pods'),
    request('patch', 'pods'),
    request('patch', 'jobs.batch'),
  ];

  it('puts those together that have the same fields, the most frequent first', () => {
    assert.deepEqual(Object.entries(countRequests(requests, 'verb', 'resource')), [
      ['patch pods', 2],
      ['get pods', 1],
      ['patch jobs.batch', 1],
    ]);
  });

  it('counts nothing when there is nothing', () => {
    assert.deepEqual(countRequests([], 'verb'), {});
  });
});
