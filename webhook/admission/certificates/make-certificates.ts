import { createAuthority, openAuthority, type Authority } from '../../../cluster/authority.ts';
import type { CertificateSet } from './certificate-set.ts';
import { goodAuthorities, type CertificateTerms } from './decide-certificates.ts';

const authorityName = 'urumi-admission';

/**
 * Certificates from nothing: a new authority and what it serves.
 *
 * @param trusted authorities that go on being trusted beside it: replicas may serve what they signed
 * @param now ms since the epoch
 */
export async function newCertificates(
  terms: CertificateTerms,
  now: number,
  trusted: readonly string[] = [],
): Promise<CertificateSet> {
  const authority = await createAuthority(authorityName, { now, lifeMs: terms.authorityLifeMs });
  const serving = await issue(authority, terms, now);
  return { ...serving, ...signedBy(authority, trusted, now) };
}

/** The same certificates, with a new authority beside the old ones. It signs nothing yet. */
export async function withNewAuthority(
  set: CertificateSet,
  terms: CertificateTerms,
  now: number,
): Promise<CertificateSet> {
  const authority = await createAuthority(authorityName, { now, lifeMs: terms.authorityLifeMs });
  return { ...set, ...signedBy(authority, set.authorities, now) };
}

/** The same authorities, and a new certificate by the newest. */
export async function withNewServing(
  set: CertificateSet,
  terms: CertificateTerms,
  now: number,
): Promise<CertificateSet> {
  const [certificate = ''] = set.authorities;
  const authority = await openAuthority({ certificate, key: set.authorityKey });
  return { ...set, ...(await issue(authority, terms, now)), authorities: goodAuthorities(set.authorities, now) };
}

function signedBy({ pair }: Authority, trusted: readonly string[], now: number) {
  return { authorities: [`${pair.certificate.trim()}\n`, ...goodAuthorities(trusted, now)], authorityKey: pair.key };
}

async function issue(authority: Authority, { hosts, servingLifeMs }: CertificateTerms, now: number) {
  const [commonName = authorityName] = hosts;
  return authority.issue({ commonName, hosts, usages: ['server'] }, { now, lifeMs: servingLifeMs });
}
