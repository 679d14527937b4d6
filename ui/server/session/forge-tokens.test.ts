import assert from 'node:assert/strict';
import { forgeTokensSchema, tokensOf } from './forge-tokens.ts';

const hour = 3_600_000;
const gitea = { token: 'a'.repeat(890), lifeMs: hour, refreshToken: 'r'.repeat(890), refreshLifeMs: undefined };

describe('the tokens of a session', () => {
  it('are renewed two minutes before they end, or in the last tenth of a short life', () => {
    assert.equal(tokensOf(gitea, 0, 1_000).tokens.renewAt, 1_000 + hour - 120_000);
    assert.equal(tokensOf({ ...gitea, lifeMs: 5_000 }, 3, 1_000).tokens.renewAt, 5_500);
  });

  it('count as long as the refresh token does, or the token where there is none', () => {
    assert.equal(tokensOf(gitea, 0, 0).until, undefined);
    assert.equal(tokensOf({ ...gitea, refreshLifeMs: 7 * hour }, 0, 5).until, 7 * hour + 5);
    const alone = tokensOf({ ...gitea, refreshToken: undefined }, 0, 5);
    assert.deepEqual([alone.until, alone.tokens.renewAt], [hour + 5, undefined]);
    const endless = tokensOf({ ...gitea, lifeMs: undefined, refreshToken: undefined }, 0, 5);
    assert.deepEqual(endless, { tokens: { token: gitea.token, generation: 0 }, until: undefined });
  });

  it('leave the refresh token out where both are too long for a cookie', () => {
    const { tokens, until } = tokensOf({ ...gitea, refreshToken: 'r'.repeat(1_500) }, 0, 0);
    assert.deepEqual([tokens.refreshToken, tokens.renewAt, until], [undefined, undefined, hour]);
    assert.equal(forgeTokensSchema.safeParse(tokens).success, true);
  });
});
