import assert from 'node:assert/strict';
import { basicAuthorization } from './credentials.ts';
import { secretCredentials } from './secret-credentials.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('credentials from a Secret', () => {
  it('are a user name and a password', () => {
    assert.deepEqual(secretCredentials({ username: base64('ada'), password: base64('hunter2\n') }, 'stores-git'), {
      username: 'ada',
      password: 'hunter2',
    });
  });

  it('are a token, sent as the password of x-access-token', () => {
    const credentials = secretCredentials({ token: base64('t0ken') }, 'stores-git');
    assert.equal(basicAuthorization(credentials), `Basic ${base64('x-access-token:t0ken')}`);
  });

  it('are refused when there are none, naming the Secret and its keys', () => {
    for (const data of [undefined, {}, { username: base64('ada') }, { password: '' }, { token: base64('  ') }]) {
      assert.throws(() => secretCredentials(data, 'stores-git'), {
        code: 'Unauthorized',
        message: /Secret stores-git.*key token/,
      });
    }
  });
});
