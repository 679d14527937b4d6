/** A commit, as far as Urumi reads it. */
export interface Commit {
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** When it was committed, ms since the epoch. */
  readonly time: number;
  /** Ids of the parents that it names; those before the mirror's clone are not in the mirror. */
  readonly parents: readonly string[];
  /** Id of its tree. */
  readonly tree: string;
}

const person = /^(.*?) ?<([^>]*)> (-?[0-9]{1,15})(?: [+-][0-9]{4})?$/;
const objectId = /^[0-9a-f]{40}$/;

/** Reads a commit object. `undefined`: damaged. */
export function parseCommit(data: Buffer): Commit | undefined {
  const { head, body } = split(data);
  const headers = headersOf(head.toString('utf8'));
  const first = (key: string) => headers.get(key)?.[0] ?? '';
  const tree = first('tree');
  const parents = headers.get('parent') ?? [];
  if (![tree, ...parents].every((id) => objectId.test(id))) return undefined;
  const [, name = '', email = ''] = person.exec(first('author')) ?? [];
  const [, , , time = '0'] = person.exec(first('committer')) ?? [];
  return {
    message: decode(body, first('encoding')),
    author: { name, email },
    time: Number(time) * 1000,
    parents,
    tree,
  };
}

function split(data: Buffer): { head: Buffer; body: Buffer } {
  const blank = data.indexOf('\n\n');
  return blank < 0
    ? { head: data, body: Buffer.alloc(0) }
    : { head: data.subarray(0, blank), body: data.subarray(blank + 2) };
}

// A line that begins with a space continues the one before: a signature has many.
function headersOf(text: string): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    if (space <= 0) continue;
    const key = line.slice(0, space);
    headers.set(key, [...(headers.get(key) ?? []), line.slice(space + 1)]);
  }
  return headers;
}

function decode(message: Buffer, encoding: string): string {
  try {
    return new TextDecoder(encoding === '' ? 'utf-8' : encoding).decode(message);
  } catch {
    return message.toString('utf8'); // an encoding that the platform does not know
  }
}
