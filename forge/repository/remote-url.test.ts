import assert from 'node:assert/strict';
import { remoteUrl } from './remote-url.ts';
import { RepositoryError } from './repository-error.ts';

describe("a repository's URL", () => {
  it('loses slashes at its end', () => {
    assert.equal(remoteUrl('https://forge.example/team/stores.git//'), 'https://forge.example/team/stores.git');
    assert.equal(remoteUrl('http://127.0.0.1:3000/team/stores'), 'http://127.0.0.1:3000/team/stores');
  });

  for (const url of [
    'https://ada:hunter2@forge.example/team/stores',
    'https://hunter2@forge.example/team/stores',
    'https://:hunter2@forge.example/team/stores',
    'https://ada:hunter2@forge.example:notaport/x',
    'https://forge.example/team/stores?private_token=hunter2',
    'https://forge.example/team/stores#hunter2',
    'ssh://git:hunter2@forge.example/team/stores',
    'git@forge.example:hunter2/stores',
    'file:///hunter2',
    'ext::sh -c hunter2',
    '/hunter2',
    'hunter2',
    `https://forge.example/hunter2${'x'.repeat(3000)}`,
  ]) {
    it(`is refused without being repeated: ${url.slice(0, 60)}`, () => {
      assert.throws(
        () => remoteUrl(url),
        (error) =>
          error instanceof RepositoryError &&
          error.code === 'BadUrl' &&
          !`${error.stack}${JSON.stringify(error)}`.includes('hunter2'),
      );
    });
  }
});
