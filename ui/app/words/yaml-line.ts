/** A piece of a line, and what it is. */
export interface YamlPart {
  readonly text: string;
  readonly kind: 'key' | 'value' | 'number' | 'comment' | 'plain';
}

const shape = /^(\s*(?:- )?)([A-Za-z0-9_.-]+)(:)(?=\s|$)(.*)$/;

/** Where a comment begins: a number sign after a blank, outside of quotes. */
function commentAt(text: string): number {
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (quote === '' && sign === '#' && (at === 0 || /\s/.test(text[at - 1] ?? ''))) return at;
    if (sign === quote) quote = '';
    else if (quote === '' && (sign === '"' || sign === "'")) quote = sign;
  }
  return -1;
}

function valueParts(text: string): YamlPart[] {
  const kind = /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? 'number' : 'value';
  return text.trim() === '' ? [{ text, kind: 'plain' }] : [{ text, kind }];
}

/**
 * Tells the parts of one line of YAML apart, to colour them: enough for store files, which are flat. What it does not know stays plain.
 *
 * @example yamlParts('plan: small # for now')
 */
export function yamlParts(line: string): YamlPart[] {
  const at = commentAt(line);
  const code = at < 0 ? line : line.slice(0, at);
  const comment: YamlPart[] = at < 0 ? [] : [{ text: line.slice(at), kind: 'comment' }];
  const [, before, key, colon, value] = shape.exec(code) ?? [];
  if (before === undefined || key === undefined || colon === undefined || value === undefined) {
    const item = /^(\s*- )(.*)$/.exec(code);
    const parts: YamlPart[] =
      item === null
        ? [{ text: code, kind: 'plain' }]
        : [{ text: item[1] ?? '', kind: 'plain' }, ...valueParts(item[2] ?? '')];
    return [...parts, ...comment].filter(({ text }) => text !== '');
  }
  const plain = (text: string): YamlPart => ({ text, kind: 'plain' });
  return [plain(before), { text: key, kind: 'key' as const }, plain(colon), ...valueParts(value), ...comment].filter(
    ({ text }) => text !== '',
  );
}
