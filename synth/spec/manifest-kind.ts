import { decodeText } from './decode-text.ts';
import { valueAt } from './field-path.ts';
import { readYaml } from './yaml-document.ts';

/** Whether a file means to be a Fleet; whatever else is in a stores repo must be a Store. */
export function isFleetFile(bytes: Uint8Array, file: string): boolean {
  const decoded = decodeText(bytes, file);
  if ('problem' in decoded || !decoded.text.includes('Fleet')) return false;
  return valueAt(readYaml(decoded.text, file).document?.value, ['kind']) === 'Fleet';
}
