import assert from 'node:assert/strict';
import { appSecret } from './app-secret.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIsecret\n-----END RSA PRIVATE KEY-----';
const secret = { githubAppID: base64('123456\n'), githubAppPrivateKey: base64(`${key}\n`) };

describe('a GitHub App in a Secret', () => {
  it('is its id and its key, and the installation where one is named', () => {
    assert.deepEqual(appSecret(secret, 'stores-git'), { appId: 123_456, installationId: undefined, privateKey: key });
    const installed = appSecret({ ...secret, githubAppInstallationID: base64('4711') }, 'stores-git');
    assert.equal(installed?.installationId, 4_711);
  });

  it('is not there where there is a token or a password', () => {
    for (const data of [undefined, {}, { token: base64('t') }, { username: base64('ada'), password: base64('p') }])
      assert.equal(appSecret(data, 'stores-git'), undefined);
  });

  it('is refused when half of it is there or it cannot be, naming keys and no values', () => {
    const { githubAppID, githubAppPrivateKey } = secret;
    for (const [data, wrong] of [
      [{ githubAppID }, /githubAppPrivateKey is missing or not valid/],
      [{ githubAppPrivateKey }, /githubAppID is missing or not valid/],
      [
        { githubAppID: base64('-5'), githubAppPrivateKey: base64('MIIsecret') },
        /githubAppID and githubAppPrivateKey are/,
      ],
      [{ ...secret, githubAppInstallationID: base64('1e999') }, /githubAppInstallationID is/],
    ] as const) {
      assert.throws(
        () => appSecret(data, 'stores-git'),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, 'Unauthorized');
          assert.match(error.message, wrong);
          assert.match(error.message, /Secret stores-git/);
          assert.doesNotMatch(error.message, /MIIsecret/);
          return true;
        },
      );
    }
  });
});
