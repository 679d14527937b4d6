import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CertificateError } from './certificate-error.ts';
import type { CertificateSource, LoadedCertificates } from './certificate-source.ts';

/**
 * Certificates that somebody else makes and renews, in a folder with `tls.crt` and `tls.key`: a Secret of cert-manager's, mounted. Whom to trust
 * is written into the configuration by cert-manager's injector.
 */
export class FileCertificates implements CertificateSource {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async load(): Promise<LoadedCertificates> {
    const [certificate, key] = await Promise.all([this.#read('tls.crt'), this.#read('tls.key')]);
    try {
      const parsed = new X509Certificate(certificate);
      // A kubelet swaps both files at once, but we may have read one before and one after.
      if (!parsed.checkPrivateKey(createPrivateKey(key))) throw new Error('tls.key is not the key of tls.crt');
      return { certificate, key, caBundle: undefined, until: parsed.validToDate.getTime() };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new CertificateError(this.#folder, why, "see cert-manager's Certificate and its events", error);
    }
  }

  async #read(file: string): Promise<string> {
    try {
      return await readFile(path.join(this.#folder, file), 'utf8');
    } catch (error) {
      throw new CertificateError(
        this.#folder,
        `${file} cannot be read`,
        'mount the Secret that cert-manager makes',
        error,
      );
    }
  }
}
