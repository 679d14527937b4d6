import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { backdatedMs } from '../../../cluster/authority.ts';
import { isIssuedBy, type CertificateSet } from './certificate-set.ts';

/** How long certificates are good, and for whom. */
export interface CertificateTerms {
  /** DNS names and addresses under which the API server reaches us. */
  readonly hosts: readonly string[];
  /** ms */
  readonly authorityLifeMs: number;
  /** ms */
  readonly servingLifeMs: number;
  /** Certificates are renewed when this part of their life is over. */
  readonly renewedAfter: number;
  /** A new authority signs nothing for so long, ms: every API server and every replica is to trust it first. */
  readonly trustMs: number;
}

const day = 24 * 60 * 60_000;

/** A year for the authority, a quarter for what it signs, ten minutes for news to spread. */
export const usualTerms: Omit<CertificateTerms, 'hosts'> = {
  authorityLifeMs: 365 * day,
  servingLifeMs: 90 * day,
  // Before two thirds, and with time for failures.
  renewedAfter: 0.6,
  trustMs: 10 * 60_000,
};

/** What is to be done about the certificates. `authority`: a new one beside the old. `serving`: another certificate by the newest authority. */
export type CertificateStep =
  | { readonly do: 'keep'; /** When to look again, ms since the epoch. */ readonly until: number }
  | { readonly do: 'authority' | 'serving' | 'both' };

/**
 * Decides about a set of certificates. Pure. A rotation of the authority takes two steps, `trustMs` apart: first it is trusted, then it signs; at
 * no moment is anything served that some API server does not trust yet. When nothing that is good is left to serve, both come at once.
 *
 * @param now ms since the epoch
 */
export function decideCertificates(set: CertificateSet, terms: CertificateTerms, now: number): CertificateStep {
  const authority = lifeOf(set.authorities[0] ?? '');
  const serving = lifeOf(set.certificate);
  const renewAt = ({ madeAt, notAfter }: Life): number => madeAt + terms.renewedAfter * (notAfter - madeAt);
  if (!isGood(authority, now)) return { do: 'both' };
  const isServable = isGood(serving, now) && coversAll(set.certificate, terms.hosts);
  if (!isServable) return { do: 'serving' };
  if (now >= renewAt(authority)) return { do: 'authority' };

  const isByNewest = isIssuedBy(set.certificate, set.authorities[0] ?? '');
  const dueAt = isByNewest ? renewAt(serving) : authority.madeAt + terms.trustMs;
  if (now >= dueAt) return { do: 'serving' };
  return { do: 'keep', until: Math.min(dueAt, renewAt(authority)) };
}

/** Authorities that are still good for something at `now`. */
export function goodAuthorities(authorities: readonly string[], now: number): string[] {
  return authorities.filter((authority) => now < lifeOf(authority).notAfter);
}

interface Life {
  readonly notBefore: number;
  readonly madeAt: number;
  readonly notAfter: number;
}

function lifeOf(certificate: string): Life {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  const notBefore = validFromDate.getTime();
  const notAfter = validToDate.getTime();
  return { notBefore, madeAt: notBefore + backdatedMs, notAfter };
}

/** One that is not good yet was made by a clock that went ahead: nobody else's clock takes it. */
function isGood({ notBefore, notAfter }: Life, now: number): boolean {
  return now >= notBefore && now < notAfter;
}

function coversAll(certificate: string, hosts: readonly string[]): boolean {
  const parsed = new X509Certificate(certificate);
  return hosts.every((host) => (isIP(host) === 0 ? parsed.checkHost(host) : parsed.checkIP(host)) !== undefined);
}
