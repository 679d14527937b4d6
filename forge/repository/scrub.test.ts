import assert from 'node:assert/strict';
import { basicAuthorization } from './credentials.ts';
import { scrub } from './scrub.ts';

describe('scrubbing', () => {
  const credentials = { username: 'ada', password: 'p/ss+word' };

  it('takes out the password in every form that it is sent or echoed in', () => {
    const text = `plain p/ss+word, url p%2Fss%2Bword, base64 ${Buffer.from('p/ss+word').toString('base64')}, header ${basicAuthorization(credentials)}`;
    assert.equal(scrub(text, credentials), 'plain ***, url ***, base64 ***, header Basic ***');
  });

  it('leaves a text alone when there is nothing to hide', () => {
    assert.equal(scrub('the server answered 500', credentials), 'the server answered 500');
    assert.equal(scrub('text', undefined), 'text');
    assert.equal(scrub('text', { password: '' }), 'text');
  });
});
