import assert from 'node:assert/strict';
import { nextSteps } from './next-steps.ts';

const given = {
  repository: { owner: 'urumi', name: 'stores', url: 'http://127.0.0.1:3000/urumi/stores.git', branch: 'main' },
  forgeUrl: 'http://127.0.0.1:3000',
  tokenFile: '/data/forge/token',
  accountFile: '/data/forge/account.json',
  curlConfig: '/data/forge/curl.conf',
  kubeconfig: '/data/kubeconfig',
  store: 'demo-shop',
  simulated: true,
};

describe('nextSteps', () => {
  it('names the file that holds the token, and puts nothing secret into a URL', () => {
    const text = nextSteps(given);
    assert.match(text, /cat .*\/data\/forge\/token/);
    assert.doesNotMatch(text, /:\/\/[^/\s]*@/);
  });

  it('goes through a pull request, and gives curl the token by a file', () => {
    const text = nextSteps(given);
    assert.match(text, /git push origin HEAD:refs\/for\/main -o topic=second-shop/);
    assert.match(
      text,
      /curl -K \/data\/forge\/curl\.conf http:\/\/127\.0\.0\.1:3000\/api\/v1\/repos\/urumi\/stores\/pulls\/2\/merge/,
    );
  });

  it('quotes paths that a shell would take apart', () => {
    const text = nextSteps({ ...given, curlConfig: "/my data/it's", kubeconfig: '/my data/kubeconfig' });
    assert.match(text, /curl -K '\/my data\/it'\\''s' /);
    assert.match(text, /KUBECONFIG='\/my data\/kubeconfig' /);
  });

  it('says what is simulated, on the sandbox only', () => {
    assert.match(nextSteps(given), /simulated/);
    assert.doesNotMatch(nextSteps({ ...given, simulated: false }), /simulated/);
  });
});
