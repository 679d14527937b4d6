import assert from 'node:assert/strict';
import { nextSteps } from './next-steps.ts';

const given = {
  repository: 'http://127.0.0.1:3000/urumi/stores.git',
  tokenFile: '/data/forge/token',
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

  it('says what is simulated, on the sandbox only', () => {
    assert.match(nextSteps(given), /simulated/);
    assert.doesNotMatch(nextSteps({ ...given, simulated: false }), /simulated/);
  });
});
