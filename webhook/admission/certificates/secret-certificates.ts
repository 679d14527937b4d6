import { z } from 'zod';
import type { ApiConnection } from '../../../cluster/connection.ts';
import { createObject } from '../../../cluster/create.ts';
import { isApiError } from '../../../cluster/errors.ts';
import { mergePatch } from '../../../cluster/merge-patch.ts';
import { readObject } from '../../../cluster/read.ts';
import type { Log } from '../../../cluster/log.ts';
import { CertificateError } from './certificate-error.ts';
import {
  certificatesIn,
  isIssuedBy,
  readCertificateSet,
  writeCertificateSet,
  type CertificateSet,
} from './certificate-set.ts';
import type { CertificateSource, LoadedCertificates } from './certificate-source.ts';
import { decideCertificates, type CertificateStep, type CertificateTerms } from './decide-certificates.ts';
import { newCertificates, withNewAuthority, withNewServing } from './make-certificates.ts';

export interface SecretCertificatesOptions {
  readonly api: ApiConnection;
  readonly namespace: string;
  readonly name: string;
  readonly terms: CertificateTerms;
  readonly log: Log;
}

/** Writers that meet read each other's result and decide anew; more rounds than this are no race. */
const mostRounds = 10;

/** A Secret as far as it matters here: unknown to us in all else. */
const secret = z.object({
  metadata: z.object({ resourceVersion: z.string().min(1) }),
  data: z.unknown(),
});

/** What the Secret holds, and what a write of it must not overlook. */
interface Found {
  readonly resourceVersion: string | undefined;
  readonly held: ReturnType<typeof readCertificateSet> | undefined;
}

/**
 * Certificates of our own, in a Secret that all replicas share. The first makes it; of several that write at once one wins, and the others take
 * what it wrote. What is half-written or gone is made anew; whoever was trusted before stays so, and what is served stays until the new authority is known.
 */
export class SecretCertificates implements CertificateSource {
  readonly #options: SecretCertificatesOptions;
  /** What was loaded last, and is being served. */
  #last: LoadedCertificates | undefined;

  constructor(options: SecretCertificatesOptions) {
    this.#options = options;
  }

  async load(now: number, signal: AbortSignal): Promise<LoadedCertificates> {
    for (let round = 0; round < mostRounds; round++) {
      const found = await this.#read(signal);
      const step = stepFor(found, this.#options.terms, now);
      if ('set' in step) return (this.#last = loaded(step.set, step.until));
      const set = await this.#make(found, step, now);
      await this.#write(set, found.resourceVersion, signal);
    }
    const { namespace, name } = this.#options;
    throw new CertificateError(
      `Secret ${namespace}/${name}`,
      'it changes under us again and again',
      'see who else writes it',
    );
  }

  async #read(signal: AbortSignal): Promise<Found> {
    const { api, namespace, name } = this.#options;
    const object = await readObject(api, `Secret/${namespace}/${name}`, { signal });
    if (object === undefined) return { resourceVersion: undefined, held: undefined };
    const { metadata, data } = secret.parse(object);
    return { resourceVersion: metadata.resourceVersion, held: readCertificateSet(data) };
  }

  async #make({ held }: Found, step: CertificateStep, now: number): Promise<CertificateSet> {
    const { terms, log, namespace, name } = this.#options;
    const fields = { secret: `${namespace}/${name}`, step: step.do };
    if (held !== undefined && 'why' in held) log.warn({ ...fields, why: held.why }, 'certificates are made anew');
    else log.info(fields, held === undefined ? 'certificates are made' : 'certificates are renewed');
    if (held === undefined || 'why' in held) return this.#makeAnew(held?.authorities ?? [], now);
    if (step.do === 'both') return newCertificates(terms, now, held.authorities);
    return step.do === 'authority' ? withNewAuthority(held, terms, now) : withNewServing(held, terms, now);
  }

  /** Other replicas, and API servers that have not heard of a new authority, go by what was there before. */
  async #makeAnew(readable: readonly string[], now: number): Promise<CertificateSet> {
    const { caBundle = '', certificate = '', key = '' } = this.#last ?? {};
    const trusted = new Set([...certificatesIn(caBundle), ...readable]);
    const made = await newCertificates(this.#options.terms, now, [...trusted]);
    const isStillTrusted = made.authorities.some((authority) => isIssuedBy(certificate, authority));
    // Whether it can still be served, the next round decides.
    return isStillTrusted ? { ...made, certificate, key } : made;
  }

  /** Loses to whoever wrote since we read: the next round sees what they wrote. */
  async #write(set: CertificateSet, resourceVersion: string | undefined, signal: AbortSignal): Promise<void> {
    const { api, namespace, name } = this.#options;
    const data = writeCertificateSet(set);
    const metadata = { name, namespace, labels: { 'app.kubernetes.io/part-of': 'urumi' } };
    try {
      if (resourceVersion === undefined)
        await createObject(api, { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data }, { signal });
      else await mergePatch(api, `Secret/${namespace}/${name}`, { data }, { resourceVersion, signal });
    } catch (error) {
      const lost = resourceVersion === undefined ? (['AlreadyExists'] as const) : (['Conflict', 'NotFound'] as const);
      if (!isApiError(error, ...lost)) throw error;
    }
  }
}

function stepFor({ held }: Found, terms: CertificateTerms, now: number) {
  if (held === undefined || 'why' in held) return { do: 'both' } as const;
  const step = decideCertificates(held, terms, now);
  return step.do === 'keep' ? { set: held, until: step.until } : step;
}

function loaded({ authorities, certificate, key }: CertificateSet, until: number): LoadedCertificates {
  return { certificate, key, caBundle: authorities.join(''), until };
}
