const mask = '***';

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs;
const urlCredentials = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@]{1,256}@/gi;
const authorization = /\b(Bearer|Basic)\s+(?=\S*[\d=])[\w.~+/=-]{8,}/gi;
const sqlPassword = /\b(IDENTIFIED BY)\s+(?:'[^']*'|"[^"]*"|\S+)/gi;
const assignment =
  /((?:password|passwd|passphrase|pwd|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key)[\w.-]{0,64})((?:["']?|\s)[=:]\s?)("[^"]*"|'[^']*'|[^\s,;&"')]+)/gi;
const webToken = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;
const forgeToken = /\b(?:gh[a-z]_|github_pat_)\w{16,}/g;
/** Our own generated secrets are long runs of hex digits; image digests are too, and are wanted. */
const longHex = /(?<!sha256:)(?<![0-9a-f])[0-9a-f]{32,}(?![0-9a-f])/gi;

/** `(using password: YES)` is what MySQL says when one was sent. */
const harmlessValues = /^(?:yes|no|true|false|null|none|empty|missing|not|invalid|required)$/i;
/** `requested: secrets=1` is what a quota counts. */
const countedSecrets = /^secrets=\d{1,6}$/i;

/**
 * Replaces by `***` what looks like a password, a key, a token or credentials in a URL. The last line of defence: a
 * container may write anything into its termination message.
 *
 * @param line one line of at most a few thousand characters
 */
export function maskSecrets(line: string): string {
  return line
    .replace(privateKey, mask)
    .replace(urlCredentials, `$1${mask}@`)
    .replace(authorization, `$1 ${mask}`)
    .replace(sqlPassword, `$1 ${mask}`)
    .replace(webToken, mask)
    .replace(forgeToken, mask)
    .replace(assignment, maskAssignment)
    .replace(longHex, mask);
}

function maskAssignment(whole: string, name: string, sign: string, value: string): string {
  return harmlessValues.test(value) || countedSecrets.test(whole) ? whole : `${name}${sign}${mask}`;
}
