const secretName = /passw|passphrase|secret|token|credential|private.?key|api.?key|access.?key|signature|salt$/i;

/** Fields whose names speak of secrets and whose values name one, or switch one off. */
const harmless = new Set(['secretName', 'secretKeyRef', 'secretRef', 'automountServiceAccountToken', 'tokenFile']);

/** Whether what stands under a name must not be shown: the name is that of a password, token or key. */
export function isSecretName(name: string): boolean {
  // A quota counts Secrets: `count/secrets`.
  return !harmless.has(name) && !name.startsWith('count/') && secretName.test(name);
}
