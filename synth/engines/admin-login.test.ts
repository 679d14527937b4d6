import assert from 'node:assert/strict';
import { adminLogin } from './admin-login.ts';

describe('adminLogin', () => {
  const login = (engine: 'woocommerce' | 'medusa', email?: string): string =>
    adminLogin({ engine, admin: { username: 'shopkeeper', ...(email !== undefined && { email }) } }, 'a.example.com');

  it('is what each engine asks for: a name, or an e-mail address', () => {
    assert.equal(login('woocommerce', 'owner@example.com'), 'shopkeeper');
    assert.equal(login('medusa', 'owner@example.com'), 'owner@example.com');
    assert.equal(login('medusa'), 'admin@a.example.com');
  });
});
