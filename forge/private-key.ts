/** Whether a text looks like the private key of a GitHub App: PEM, PKCS#1 as GitHub gives it, or PKCS#8. */
export function isPrivateKey(text: string): boolean {
  return /^-----BEGIN (RSA )?PRIVATE KEY-----/.test(text.trim());
}
