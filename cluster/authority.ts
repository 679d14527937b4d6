import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 60 * 60 * 1000;
const authorityLifeMs = 3650 * dayMs;
const certificateLifeMs = 365 * dayMs;

/** Certificates are good from so long before they are made, ms: clocks differ. */
export const backdatedMs = 5 * 60_000;

/** From when and for how long a certificate is good. */
export interface Validity {
  /** When it is made, ms since the epoch. @default now */
  readonly now?: number;
  /** From `now` on, ms. @default ten years for an authority, a year for what it issues */
  readonly lifeMs?: number;
}

/** A key and its certificate, PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  /** For the Kubernetes API: the user's name. */
  readonly commonName: string;
  /** For the Kubernetes API: the user's groups. */
  readonly organizations?: readonly string[];
  /** Names and addresses under which a server may be reached. */
  readonly hosts?: readonly string[];
  /** What it may be shown for. */
  readonly usages: readonly ('client' | 'server')[];
}

/** A certificate authority whose certificates are good for one purpose: whoever trusts it trusts all of them. */
export interface Authority {
  readonly pair: KeyPair;
  /** Good for a year, from five minutes ago, unless told otherwise. */
  issue(request: CertificateRequest, validity?: Validity): Promise<KeyPair>;
}

/** Makes a new authority, good for ten years unless told otherwise. */
export async function createAuthority(name: string, validity: Validity = {}): Promise<Authority> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name: [{ CN: [name] }],
    ...period(validity, authorityLifeMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = await exportKey(keys.privateKey);
  return authorityOf({ certificate: certificate.toString('pem'), key }, keys.privateKey);
}

/** An authority from what `pair` of an earlier one was. */
export async function openAuthority(pair: KeyPair): Promise<Authority> {
  const [der] = x509.PemConverter.decode(pair.key);
  if (der === undefined) throw new TypeError('The key of a certificate authority is not PEM.');
  const key = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  return authorityOf(pair, key);
}

function authorityOf(pair: KeyPair, signingKey: webcrypto.CryptoKey): Authority {
  const issuer = new x509.X509Certificate(pair.certificate);
  return {
    pair,
    async issue({ commonName, organizations = [], hosts = [], usages }, validity = {}) {
      const keys = await newKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: newSerialNumber(),
        subject: [...organizations.map((name) => ({ O: [name] })), { CN: [commonName] }],
        issuer: issuer.subject,
        ...period(validity, certificateLifeMs),
        publicKey: keys.publicKey,
        signingKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension(usages.map((usage) => x509.ExtendedKeyUsage[`${usage}Auth`])),
          await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
          ...(hosts.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(hosts.map(generalName))]),
        ],
      });
      return { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) };
    },
  };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** RFC 5280 4.1.2.2: positive, unique per authority, at most 20 bytes. */
function newSerialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  return `01${Buffer.from(bytes).toString('hex')}`;
}

function period({ now = Date.now(), lifeMs }: Validity, usualMs: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now - backdatedMs), notAfter: new Date(now + (lifeMs ?? usualMs)) };
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function generalName(host: string): { type: 'ip' | 'dns'; value: string } {
  return { type: /^[\d.]+$|:/.test(host) ? 'ip' : 'dns', value: host };
}
