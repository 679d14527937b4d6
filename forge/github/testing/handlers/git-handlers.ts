import { gitCli } from '../../../testing/git-cli.ts';
import { FakeRefusal, notFound } from '../fake-answer.ts';
import { page, type FakeCall, type Handler } from '../handler.ts';

interface Entry {
  readonly path: string;
  readonly sha?: string | null;
  readonly content?: string;
}

const write = (call: FakeCall, input: string | Uint8Array, ...args: string[]) =>
  gitCli(args, { cwd: call.state.git.path, input }).then((output) => output.trim());

const exists = (call: FakeCall, object: string) =>
  call.state.git.git('rev-parse', '--verify', '--quiet', object).then(
    (id) => id.trim(),
    () => undefined, // git tells it by its exit status
  );

const mayWrite = ({ actor }: FakeCall) => {
  if (actor.access === 'read') throw new FakeRefusal(403, 'Resource not accessible by personal access token');
};

const getCommit: Handler = async (call) => {
  const sha = await exists(call, `${call.params['commit_sha']}^{commit}`);
  if (sha === undefined) throw notFound();
  return { status: 200, body: await describeCommit(call, sha, 'git/get-commit', 200) };
};

const createBlob: Handler = async (call) => {
  mayWrite(call);
  const { content, encoding } = call.body as { content: string; encoding?: string };
  const bytes = encoding === 'base64' ? Buffer.from(content, 'base64') : Buffer.from(content);
  const sha = await write(call, bytes, 'hash-object', '-w', '--stdin');
  return { status: 201, body: { ...call.api.example(call.operationId, 201), sha } };
};

const createTree: Handler = async (call) => {
  mayWrite(call);
  const { tree, base_tree } = call.body as { tree: Entry[]; base_tree: string };
  await call.state.git.git('read-tree', base_tree);
  for (const { path, sha, content } of tree) {
    if (sha === null && (await call.state.git.git('ls-files', '--', `:(top,literal)${path}`)) === '')
      throw new FakeRefusal(422, 'GitRPC::BadObjectState');
    const blob = content === undefined ? sha : await write(call, content, 'hash-object', '-w', '--stdin');
    const line = blob ? `100644 ${blob}\t${path}\n` : `0 ${'0'.repeat(40)}\t${path}\n`;
    await write(call, line, 'update-index', '--index-info');
  }
  const sha = (await call.state.git.git('write-tree')).trim();
  return { status: 201, body: { ...call.api.example(call.operationId, 201), sha } };
};

const createCommit: Handler = async (call) => {
  mayWrite(call);
  const { message, tree, parents, author } = call.body as {
    message: string;
    tree: string;
    parents: string[];
    author?: { name: string; email: string };
  };
  const { name, email } = author ?? { name: call.actor.login, email: `${call.actor.login}@users.noreply.github.com` };
  const time = `${Math.floor(Date.now() / 1_000)} +0000`;
  const lines = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`)];
  const people = [`author ${name} <${email}> ${time}`, 'committer GitHub <noreply@github.com> ' + time];
  const sha = await write(
    call,
    [...lines, ...people, '', message].join('\n'),
    'hash-object',
    '-w',
    '-t',
    'commit',
    '--stdin',
  );
  return { status: 201, body: await describeCommit(call, sha, call.operationId, 201) };
};

const createRef: Handler = async (call) => {
  mayWrite(call);
  const { ref, sha } = call.body as { ref: string; sha: string };
  if (await exists(call, ref)) throw new FakeRefusal(422, 'Reference already exists');
  if (!(await exists(call, `${sha}^{commit}`))) throw new FakeRefusal(422, 'Object does not exist');
  await call.state.git.git('update-ref', ref, sha);
  return { status: 201, body: describeRef(call, ref, sha, 201) };
};

const getRef: Handler = async (call) => {
  const ref = `refs/${call.params['ref']}`;
  const sha = await exists(call, ref);
  if (sha === undefined) throw notFound();
  return { status: 200, body: describeRef(call, ref, sha, 200) };
};

const deleteRef: Handler = async (call) => {
  mayWrite(call);
  const ref = `refs/${call.params['ref']}`;
  if (!(await exists(call, ref))) throw new FakeRefusal(422, 'Reference does not exist');
  await call.state.git.git('update-ref', '-d', ref);
  return { status: 204 };
};

/** A file; a folder is answered as the list of what is in it, of which nobody asks more here than that it is one. */
const getContent: Handler = async (call) => {
  const { path = '' } = call.params;
  const ref = call.query['ref'] ?? 'HEAD';
  const object = await exists(call, `${ref}:${path}`);
  if (object === undefined) throw notFound();
  const isFile = (await call.state.git.git('cat-file', '-t', object)).trim() === 'blob';
  if (!isFile) return { status: 200, body: [] };
  const content = await call.state.git.git('cat-file', 'blob', object);
  const bytes = Buffer.from(content);
  return {
    status: 200,
    body: {
      ...call.api.example(call.operationId, 200),
      type: 'file',
      encoding: 'base64',
      size: bytes.length,
      name: path.split('/').at(-1),
      path,
      sha: object,
      content: bytes.toString('base64').replaceAll(/.{60}/g, '$&\n'),
    },
  };
};

/** A commit's history, or that of a file in it: GitHub leaves out merges that brought nothing of their own to the file, as Git does. */
const listCommits: Handler = async (call) => {
  const { sha = 'HEAD', path } = call.query;
  const start = await exists(call, `${sha}^{commit}`);
  if (start === undefined) throw notFound();
  const files = path === undefined ? [] : ['--', path];
  const lines = await call.state.git.git('log', '--format=%H%x00%P%x00%s%x00%an%x00%cI', start, ...files);
  const commits = lines.split('\n').filter(Boolean);
  return { status: 200, body: page(commits, call).map((line) => describeLogged(call, line)) };
};

function describeLogged(call: FakeCall, line: string): object {
  const [sha = '', parents = '', message = '', name = '', date = ''] = line.split('\0');
  const example = call.api.example('repos/list-commits');
  const [parent] = example['parents'] as object[];
  const commit = example['commit'] as { author: object; committer: object };
  return {
    ...example,
    sha,
    parents: parents
      .split(' ')
      .filter(Boolean)
      .map((sha) => Object.assign({}, parent, { sha })),
    commit: {
      ...commit,
      message,
      author: { ...commit.author, name, date },
      committer: { ...commit.committer, date },
    },
  };
}

async function describeCommit(call: FakeCall, sha: string, operationId: string, status: number): Promise<object> {
  const [tree = '', parents = '', message = ''] = (
    await call.state.git.git('show', '-s', '--format=%T%x00%P%x00%B', sha)
  ).split('\0');
  const example = call.api.example(operationId, status);
  const [parent] = example['parents'] as object[];
  return {
    ...example,
    sha,
    message: message.trim(),
    tree: { ...(example['tree'] as object), sha: tree },
    parents: parents
      .split(' ')
      .filter(Boolean)
      .map((sha) => Object.assign({}, parent, { sha })),
  };
}

function describeRef({ api, operationId }: FakeCall, ref: string, sha: string, status: number): object {
  const example = api.example(operationId, status);
  return { ...example, ref, object: { ...(example['object'] as object), sha } };
}

/** Git's objects and references. */
export const gitHandlers: Readonly<Record<string, Handler>> = {
  'git/get-commit': getCommit,
  'repos/get-content': getContent,
  'repos/list-commits': listCommits,
  'git/create-blob': createBlob,
  'git/create-tree': createTree,
  'git/create-commit': createCommit,
  'git/create-ref': createRef,
  'git/get-ref': getRef,
  'git/delete-ref': deleteRef,
};
