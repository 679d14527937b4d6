import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readCertificateSet, writeCertificateSet, type CertificateSet } from './certificate-set.ts';
import { decideCertificates, usualTerms } from './decide-certificates.ts';
import { newCertificates, withNewAuthority, withNewServing } from './make-certificates.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 10, 21);
const terms = { ...usualTerms, hosts: ['127.0.0.1', 'urumi-webhook.urumi-system.svc'] };

describe('decideCertificates', () => {
  let set: CertificateSet;
  before(async () => {
    set = await newCertificates(terms, start);
  });
  const step = (now: number, of = set) => decideCertificates(of, terms, now).do;

  it('keeps new certificates, and knows until when', () => {
    const decision = decideCertificates(set, terms, start);
    assert.equal(decision.do, 'keep');
    assert.equal((decision as { until: number }).until, start + 0.6 * terms.servingLifeMs);
  });

  it('renews what is served before two thirds of its life are over', () => {
    assert.equal(step(start + 53 * day), 'keep');
    assert.equal(step(start + 55 * day), 'serving');
  });

  it('adds an authority before two thirds of the old one’s life are over, and lets it sign only when it is known', async () => {
    const at = start + 220 * day;
    const old = await withNewServing(set, terms, at - day);
    assert.equal(step(at, old), 'authority');
    const both = await withNewAuthority(old, terms, at);
    assert.equal(both.authorities.length, 2);
    assert.equal(both.certificate, old.certificate);
    assert.equal(step(at + terms.trustMs - 1_000, both), 'keep');
    assert.equal(step(at + terms.trustMs, both), 'serving');
    const moved = await withNewServing(both, terms, at + terms.trustMs);
    assert.ok(new X509Certificate(moved.certificate).verify(new X509Certificate(moved.authorities[0]!).publicKey));
    assert.deepEqual(moved.authorities, both.authorities);
    assert.equal(step(at + terms.trustMs, moved), 'keep');
  });

  it('forgets an authority when it is good for nothing any more', async () => {
    const both = await withNewAuthority(set, terms, start + 300 * day);
    const later = await withNewServing(both, terms, start + 366 * day);
    assert.deepEqual(later.authorities, both.authorities.slice(0, 1));
  });

  it('makes everything anew when nothing is good, whichever clock was wrong', () => {
    assert.equal(step(start + 400 * day), 'both');
    assert.equal(step(start - day), 'both');
  });

  it('survives clocks that are a few minutes apart', () => {
    assert.equal(step(start - 4 * 60_000), 'keep');
  });

  it('issues another certificate when it is to serve another host', () => {
    const moved = { ...terms, hosts: ['urumi-webhook.elsewhere.svc'] };
    assert.equal(decideCertificates(set, moved, start).do, 'serving');
  });
});

describe('readCertificateSet', () => {
  let set: CertificateSet;
  before(async () => {
    set = await newCertificates(terms, start);
  });

  it('reads what was written', () => {
    assert.deepEqual(readCertificateSet(writeCertificateSet(set)), set);
  });

  it('does not use what is half-written, and remembers whom it was trusting', () => {
    const whole = writeCertificateSet(set);
    for (const key of Object.keys(whole) as (keyof typeof whole)[]) {
      const { [key]: _gone, ...rest } = whole;
      for (const half of [rest, { ...whole, [key]: whole[key].slice(0, 40) }, { ...whole, [key]: '' }]) {
        const read = readCertificateSet(half);
        assert.ok('why' in read, key);
        assert.doesNotMatch(read.why, /BEGIN|PRIVATE/);
        if (key !== 'ca.crt') assert.deepEqual(read.authorities, set.authorities);
      }
    }
  });

  it('does not use parts that do not belong together', async () => {
    const other = await newCertificates(terms, start);
    for (const part of ['authorityKey', 'certificate', 'key'] as const) {
      const mixed = readCertificateSet(writeCertificateSet({ ...set, [part]: other[part] }));
      assert.ok('why' in mixed, part);
    }
  });

  it('takes no harm from anything else', () => {
    for (const data of [undefined, null, 1, 'x', [], {}, { 'ca.crt': 7 }, { 'ca.crt': '%%%' }])
      assert.ok('why' in readCertificateSet(data));
  });
});
