import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';

/** What replicas share: who is trusted, and what is served. All PEM. */
export interface CertificateSet {
  /** Certificates of the authorities, the newest first: it signs. The others are trusted as long as they are good. */
  readonly authorities: readonly string[];
  /** Key of the newest authority. The others' keys are gone. */
  readonly authorityKey: string;
  readonly certificate: string;
  readonly key: string;
}

/** A set that cannot be used: half-written, or written by somebody else. */
export interface BrokenSet {
  /** For people; holds nothing of the contents. */
  readonly why: string;
  /** Authorities that can still be read: replicas may be serving what they signed. */
  readonly authorities: readonly string[];
}

const fields = z.object({
  'ca.crt': z.base64(),
  'ca.key': z.base64(),
  'tls.crt': z.base64(),
  'tls.key': z.base64(),
});

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** More authorities than this are nobody's rotation. */
const mostAuthorities = 8;

/** The certificates in a PEM bundle that can be read. */
export function certificatesIn(bundle: string): string[] {
  const found = (bundle.match(pem) ?? []).slice(0, mostAuthorities);
  return found.filter((text) => canRead(() => new X509Certificate(text))).map((text) => `${text}\n`);
}

/** Reads `data` of the Secret. Every part must be there and fit the others: what does not would only fail later, in a handshake. */
export function readCertificateSet(data: unknown): CertificateSet | BrokenSet {
  const authorities = certificatesIn(decode(z.object({ 'ca.crt': z.base64() }).safeParse(data).data?.['ca.crt'] ?? ''));
  const parsed = fields.safeParse(data);
  if (!parsed.success) {
    const missing = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'data'))];
    return { why: `${missing.join(', ')} missing or not base64`, authorities };
  }
  const set = {
    authorities,
    authorityKey: decode(parsed.data['ca.key']),
    certificate: decode(parsed.data['tls.crt']),
    key: decode(parsed.data['tls.key']),
  };
  const why = misfit(set);
  return why === undefined ? set : { why, authorities };
}

/** `data` of the Secret. */
export function writeCertificateSet({ authorities, authorityKey, certificate, key }: CertificateSet) {
  return {
    'ca.crt': encode(authorities.join('')),
    'ca.key': encode(authorityKey),
    'tls.crt': encode(certificate),
    'tls.key': encode(key),
  };
}

function misfit({ authorities, authorityKey, certificate, key }: CertificateSet): string | undefined {
  const [newest] = authorities;
  if (newest === undefined) return 'ca.crt holds no certificate';
  if (!isPair(newest, authorityKey)) return 'ca.key is not the key of the first certificate in ca.crt';
  if (!isPair(certificate, key)) return 'tls.key is not the key of tls.crt';
  if (!authorities.some((authority) => isIssuedBy(certificate, authority))) return 'tls.crt was not issued by ca.crt';
  return undefined;
}

/** Whether the authority signed the certificate; its name alone says nothing. */
export function isIssuedBy(certificate: string, authority: string): boolean {
  return canRead(() => new X509Certificate(certificate).verify(new X509Certificate(authority).publicKey));
}

function isPair(certificate: string, key: string): boolean {
  return canRead(() => new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)));
}

/** Node throws at what it cannot parse, and says no more than that. */
function canRead(attempt: () => X509Certificate | boolean): boolean {
  try {
    return attempt() !== false;
  } catch {
    // Not PEM, not a certificate, not a key: told by the caller in its own words.
    return false;
  }
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
