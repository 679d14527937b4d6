import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createAuthority, openAuthority } from './authority.ts';

const request = {
  commonName: 'system:someone',
  organizations: ['first', 'second, with a comma'],
  hosts: ['127.0.0.1', 'localhost'],
  usages: ['client', 'server'],
} as const;

describe('a certificate authority', () => {
  it('issues certificates that it can be held to', async () => {
    const authority = await createAuthority('test');
    const { certificate, key } = await authority.issue(request);
    const issued = new X509Certificate(certificate);
    const issuer = new X509Certificate(authority.pair.certificate);
    assert.ok(issuer.ca && !issued.ca);
    assert.ok(issued.checkIssued(issuer));
    assert.ok(issued.verify(issuer.publicKey));
    assert.ok(issued.checkPrivateKey(createPrivateKey(key)));
  });

  it('writes user, groups, hosts and purposes where Kubernetes looks for them', async () => {
    const { certificate } = await (await createAuthority('test')).issue(request);
    const issued = new X509Certificate(certificate);
    assert.deepEqual(issued.subject.split('\n'), ['O=first', String.raw`O=second\, with a comma`, 'CN=system:someone']);
    assert.equal(issued.subjectAltName, 'IP Address:127.0.0.1, DNS:localhost');
    // RFC 5280 4.2.1.12: client and server authentication.
    assert.deepEqual(issued.keyUsage, ['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1']);
  });

  it('is good at once, although clocks differ, and for a year', async () => {
    const { certificate } = await (await createAuthority('test')).issue(request);
    const { validFromDate, validToDate } = new X509Certificate(certificate);
    const day = 86_400_000;
    assert.ok(validFromDate.getTime() < Date.now() - 4 * 60_000);
    assert.ok(validToDate.getTime() > Date.now() + 364 * day && validToDate.getTime() < Date.now() + 366 * day);
  });

  it('goes on after a restart', async () => {
    const first = await createAuthority('test');
    const second = await openAuthority(first.pair);
    const issued = new X509Certificate((await second.issue(request)).certificate);
    assert.ok(issued.verify(new X509Certificate(first.pair.certificate).publicKey));
  });

  it('does not vouch for what another of the same name has issued', async () => {
    const [one, other] = [await createAuthority('test'), await createAuthority('test')];
    const issued = new X509Certificate((await one.issue(request)).certificate);
    assert.ok(!issued.verify(new X509Certificate(other.pair.certificate).publicKey));
  });
});
