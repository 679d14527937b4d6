import assert from 'node:assert/strict';
import { type MedusaBed, small } from '../medusa-bed.ts';

/** A shop of a fleet without TLS. */
export function plainHttp(bed: () => MedusaBed): void {
  describe('in a fleet without TLS', () => {
    it('gives a cookie that a browser takes over plain HTTP, so that people can log in', async () => {
      const local = await bed().start({ ...small, name: 'local', mode: 'server' }, 'http');
      try {
        const plain = { 'x-forwarded-proto': 'http' };
        const headers = { ...plain, authorization: `Bearer ${await bed().token()}` };
        const answer = await local.ask('/auth/session', { method: 'POST', headers });
        const cookie = answer.headers.get('set-cookie') ?? '';
        assert.match(cookie, /HttpOnly/);
        assert.doesNotMatch(cookie, /Secure/);
        const me = await local.ask('/admin/users/me', { headers: { ...plain, cookie: cookie.split(';')[0] ?? '' } });
        assert.equal(me.json.user.email, bed().shop.admin.email);
      } finally {
        await local.stop();
      }
    });
  });
}
