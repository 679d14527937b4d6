/**
 * The bytes of an upload. Medusa hands them over as text: base64, or one character a byte for what is no text
 * (https://github.com/medusajs/medusa/issues/13649).
 */
export function decodeContent(content: string, mimeType: string): Buffer {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.toString('base64') === content) return bytes;
  return Buffer.from(content, /^text\/|csv|json|xml/.test(mimeType) ? 'utf8' : 'binary');
}
