import assert from 'node:assert/strict';
import { maskSecrets } from './mask-secrets.ts';

describe('maskSecrets', () => {
  for (const [line, expected] of [
    ['WORDPRESS_DB_PASSWORD=hunter2 next', 'WORDPRESS_DB_PASSWORD=*** next'],
    ['{"password":"hunter2","user":"x"}', '{"password":***,"user":"x"}'],
    ["--admin_password='two words' --x", '--admin_password=*** --x'],
    ['api_key: abc123, more', 'api_key: ***, more'],
    ['token = abc123', 'token = ***'],
    ['mysql://shop:hunter2@db:3306/shop refused', 'mysql://***@db:3306/shop refused'],
    ['Authorization: Bearer abc.def.123456', 'Authorization: Bearer ***'],
    ["CREATE USER 'x' IDENTIFIED BY 'hunter2'", "CREATE USER 'x' IDENTIFIED BY ***"],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc rejected', 'jwt *** rejected'],
    ['using ghp_0123456789abcdefghij', 'using ***'],
    ['-----BEGIN RSA PRIVATE KEY----- MIIE -----END RSA PRIVATE KEY----- end', '*** end'],
    [`value ${'0123456789abcdef'.repeat(3)} is wrong`, 'value *** is wrong'],
  ] as const) {
    it(`hides the secret in: ${line.slice(0, 50)}`, () => assert.equal(maskSecrets(line), expected));
  }

  for (const line of [
    'secret "nosuch" not found',
    "couldn't find key nokey in Secret woo5/store-db",
    'references non-existent secret key: nokey',
    'MountVolume.SetUp failed for volume "admin-secret" : secret "store-admin" not found',
    "database refuses us: 1045 Access denied for user 'wordpress'@'10.244.0.124' (using password: YES)",
    'exceeded quota: objects, requested: secrets=1, used: secrets=20, limited: secrets=20',
    `image docker.io/x@sha256:${'0123456789abcdef'.repeat(4)} not found`,
    'admin password file empty or missing',
  ]) {
    it(`leaves alone: ${line.slice(0, 50)}`, () => assert.equal(maskSecrets(line), line));
  }
});
