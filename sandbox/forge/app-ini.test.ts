import assert from 'node:assert/strict';
import { renderAppIni, type GiteaSettings } from './app-ini.ts';

const settings: GiteaSettings = {
  root: '/data/forge',
  port: 20_001,
  url: 'http://127.0.0.1:20001',
  runUser: 'someone',
  asRoot: false,
  staticRoot: undefined,
  secrets: { secretKey: 'a#b;c', internalToken: 'i', jwtSecret: 'j', lfsJwtSecret: 'l' },
};

describe('the configuration of Gitea', () => {
  it('lets it listen on this machine only, and deliver webhooks to it only', () => {
    const text = renderAppIni(settings);
    assert.match(text, /^HTTP_ADDR = `127\.0\.0\.1`$/m);
    assert.match(text, /\[webhook\]\nALLOWED_HOST_LIST = `loopback`/);
    assert.match(text, /^DISABLE_SSH = true$/m);
    assert.match(text, /^DISABLE_REGISTRATION = true$/m);
  });

  it('runs as root only when it must', () => {
    assert.doesNotMatch(renderAppIni(settings), /RUNNING_AS_ROOT/);
    assert.match(renderAppIni({ ...settings, asRoot: true }), /^I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true$/m);
  });

  it('names the folder of templates only for a binary that does not hold them', () => {
    assert.doesNotMatch(renderAppIni(settings), /STATIC_ROOT_PATH/);
    assert.match(renderAppIni({ ...settings, staticRoot: '/static' }), /^STATIC_ROOT_PATH = `\/static`$/m);
  });

  it('quotes what would begin a comment', () => {
    assert.match(renderAppIni(settings), /^SECRET_KEY = `a#b;c`$/m);
  });

  it("leaves people's tokens as Gitea has them, unless it is told otherwise", () => {
    assert.doesNotMatch(renderAppIni(settings), /ACCESS_TOKEN_EXPIRATION_TIME|INVALIDATE_REFRESH_TOKENS/);
    const told = renderAppIni({ ...settings, personTokens: { lifeSeconds: 5, renewOnce: true } });
    assert.match(told, /\[oauth2\]\n.*\nACCESS_TOKEN_EXPIRATION_TIME = 5\nINVALIDATE_REFRESH_TOKENS = true\n/);
  });
});
