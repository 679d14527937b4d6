/** What a tree may name. `other` is a mode that Git does not write today. */
export type EntryKind = 'file' | 'folder' | 'symlink' | 'submodule' | 'other';

export interface TreeEntry {
  /** `undefined`: the name is not UTF-8. */
  readonly name: string | undefined;
  readonly kind: EntryKind;
  readonly id: string;
}

const kinds: Readonly<Record<string, EntryKind>> = {
  '40000': 'folder',
  '100644': 'file',
  '100664': 'file',
  '100755': 'file',
  '120000': 'symlink',
  '160000': 'submodule',
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a tree object: `<mode> <name>NUL<20 bytes of id>`, again and again. `undefined`: damaged. */
export function parseTree(data: Buffer): TreeEntry[] | undefined {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(0x20, at);
    const end = data.indexOf(0, space);
    if (space < 0 || end < 0 || end + 21 > data.length) return undefined;
    const kind = kinds[data.toString('latin1', at, space)] ?? 'other';
    entries.push({ name: decode(data.subarray(space + 1, end)), kind, id: data.toString('hex', end + 1, end + 21) });
    at = end + 21;
  }
  return entries;
}

function decode(name: Buffer): string | undefined {
  try {
    return decoder.decode(name);
  } catch {
    return undefined;
  }
}
