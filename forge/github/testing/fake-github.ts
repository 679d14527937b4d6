import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ForgeRepository } from '../../forge.ts';
import { BareRepository } from '../../testing/bare-repository.ts';
import { runHttpBackend } from '../../testing/http-backend.ts';
import { FakeAccounts } from './fake-accounts.ts';
import type { FakeAnswer } from './fake-answer.ts';
import { FakeApi, type FakeRequest } from './fake-api.ts';
import { FakeOauth } from './fake-oauth.ts';
import { FakeState, type FakePull } from './fake-state.ts';
import { PublishedApi, type ArrivedRequest } from './published-api.ts';

/** What goes wrong with a request. */
export type FakeFault =
  /** Something before GitHub answers in its place. */
  | { readonly kind: 'answer'; readonly answer: FakeAnswer }
  /** The connection ends without an answer, and GitHub has heard nothing. */
  | { readonly kind: 'drop' }
  /** GitHub does it, and the answer gets lost. */
  | { readonly kind: 'lose' }
  /** No answer, ever. */
  | { readonly kind: 'hang' };

/** A pull request from somebody else's repository. */
export interface ForkPull {
  readonly owner: string;
  readonly branch: string;
  readonly title: string;
  /** As BareRepository.commit takes them. */
  readonly files: Readonly<Record<string, string | null>>;
}

/**
 * GitHub in this process, as an Enterprise server on 127.0.0.1 with one repository: its REST API below `/api/v3`, and Git over HTTP. Routes,
 * requests and answers are judged by GitHub's own OpenAPI document, so it cannot drift from GitHub; Git's part is done by Git.
 */
export class FakeGithub implements AsyncDisposable {
  readonly accounts = new FakeAccounts();
  /** Where people's tokens come from. */
  readonly oauth = new FakeOauth(this.accounts);
  /** What `connectForge` takes. */
  readonly repository: ForgeRepository;
  readonly state: FakeState;
  /** GitHub's document. */
  readonly published: PublishedApi;
  readonly #api: FakeApi;
  readonly #root: string;
  readonly #server: Server;
  /** Git has to say who it is, by a token. */
  isPrivate = false;
  /** Asked before each request of the API. */
  fault: ((request: FakeRequest) => FakeFault | undefined) | undefined;

  private constructor(root: string, published: PublishedApi, server: Server, fullName: string) {
    const [owner = '', name = ''] = fullName.split('/');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#root = root;
    this.published = published;
    this.#server = server;
    this.repository = { kind: 'github', url, owner, name };
    this.state = new FakeState(new BareRepository(path.join(root, `${fullName}.git`)), fullName);
    this.#api = new FakeApi({ published, state: this.state, accounts: this.accounts, url });
    server.on('request', (request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  /** @param fullName of its repository, which has a branch `main` with a README */
  static async start(fullName = 'acme/stores'): Promise<FakeGithub> {
    const [root, published] = await Promise.all([mkdtemp(path.join(tmpdir(), 'urumi-github-')), PublishedApi.load()]);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const github = new FakeGithub(root, published, server, fullName);
    await github.git.create();
    await github.git.commit({ 'README.md': 'One file is one shop.\n' });
    return github;
  }

  /** For `git clone`. */
  get gitUrl(): string {
    return `${this.repository.url}/${this.state.fullName}.git`;
  }

  get git(): BareRepository {
    return this.state.git;
  }

  /** Every request of the API, with what became of it. */
  get requests(): readonly FakeRequest[] {
    return this.#api.requests;
  }

  /** What GitHub would not have understood, or would not have answered. A test that uses the fake asserts that there is nothing. */
  get violations(): readonly string[] {
    return this.#api.violations;
  }

  /** Opens a pull request from a fork. Its commits are reachable here as `refs/pull/N/head` only, as on GitHub. */
  async openForkPull({ owner, branch, title, files }: ForkPull): Promise<FakePull> {
    const number = this.state.nextId();
    const base = (await this.git.head()) ?? null;
    const headSha = await this.git.commit(files, { branch: `fork-${number}`, parent: base });
    await this.git.git('update-ref', `refs/pull/${number}/head`, headSha);
    await this.git.git('update-ref', '-d', `refs/heads/fork-${number}`);
    const headRepository = `${owner}/${this.repository.name}`;
    const openedAt = new Date().toISOString();
    const people = { author: owner, openedAt, headBranch: branch, headRepository, baseBranch: 'main' };
    const pull: FakePull = { number, title, body: null, ...people, headSha, state: 'open' };
    this.state.pulls.push(pull);
    return pull;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#root, { recursive: true, force: true });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.repository.url);
    if (!url.pathname.startsWith(root)) return this.#answerPages(url, request, response);
    const arrived = await arrivedRequest(request, url);
    const record = this.#api.record(arrived);
    const fault = this.fault?.(record);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'drop') return void request.socket.destroy();
    const answer = fault?.kind === 'answer' ? fault.answer : await this.#api.handle(arrived, record);
    record.status = answer.status;
    if (fault?.kind === 'lose') return void request.socket.destroy();
    send(response, answer);
  }

  async #answerPages(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url.pathname !== '/login/oauth/access_token') return this.#answerGit(request, response);
    send(response, this.oauth.answer(new URLSearchParams(await textOf(request))));
  }

  async #answerGit(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.isPrivate || this.accounts.isKnownToGit(request.headers.authorization))
      return runHttpBackend(this.#root, request, response);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
  }
}

function send(response: ServerResponse, { status, headers, body }: FakeAnswer): void {
  const type = { 'content-type': 'application/json; charset=utf-8', 'x-ratelimit-remaining': '4999' };
  response.writeHead(status, { ...type, ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

const root = '/api/v3/';

async function arrivedRequest(request: IncomingMessage, url: URL): Promise<ArrivedRequest> {
  const text = await textOf(request);
  return {
    method: request.method ?? 'GET',
    path: url.pathname.slice(root.length - 1),
    query: Object.fromEntries(url.searchParams),
    headers: request.headers as Record<string, string>,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
