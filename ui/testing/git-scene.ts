import { connectForge } from '../../forge/connect-forge.ts';
import type { Forge } from '../../forge/forge.ts';
import type { PullRequest } from '../../forge/pull-request.ts';
import { startForge, type Forge as Gitea } from '../../sandbox/forge.ts';
import { planMarker } from '../../webhook/github/feedback/plan-comment.ts';
import { planContext } from '../../webhook/github/feedback/publish-plan.ts';
import { Relay } from './relay.ts';

const signal = (): AbortSignal => AbortSignal.timeout(30_000);

export interface PullWish {
  readonly title: string;
  /** By path; null takes a file away. */
  readonly files: Readonly<Record<string, string | null>>;
}

/** A stores repo on a real Gitea, behind a line that can be cut. */
export class GitScene implements AsyncDisposable {
  /** The line between the web UI and Gitea. */
  readonly line: Relay;
  /** As the web UI sees it. */
  readonly forge: Forge;
  /** As people see it, whatever becomes of the line. */
  readonly people: Forge;
  readonly #gitea: Gitea;

  private constructor(parts: { gitea: Gitea; line: Relay; forge: Forge; people: Forge }) {
    this.#gitea = parts.gitea;
    this.line = parts.line;
    this.forge = parts.forge;
    this.people = parts.people;
  }

  static async start(): Promise<GitScene> {
    const gitea = await startForge();
    const { owner, name } = await gitea.createRepository('shops', { 'README.md': 'One file is one shop.\n' });
    const line = await Relay.to(Number(new URL(gitea.url).port));
    const token = async () => ({ password: gitea.token });
    const at = (url: string): Forge =>
      connectForge({ repository: { kind: 'gitea', url, owner, name }, credentials: { kind: 'token', token } });
    return new GitScene({ gitea, line, forge: at(`http://127.0.0.1:${line.port}`), people: at(gitea.url) });
  }

  /** Of the repository, for a fleet. */
  get url(): string {
    const { url, owner, name } = this.forge.repository;
    return `${url}/${owner}/${name}.git`;
  }

  async head(): Promise<string> {
    const { owner, name } = this.forge.repository;
    const answer = await fetch(`${this.#gitea.url}/api/v1/repos/${owner}/${name}/branches/main`);
    return ((await answer.json()) as { commit: { id: string } }).commit.id;
  }

  async open({ title, files }: PullWish): Promise<PullRequest> {
    const branch = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    await this.people.commitFiles({ branch, base: await this.head(), message: title, files }, signal());
    return await this.people.openPullRequest({ head: branch, base: 'main', title, body: '' }, signal());
  }

  /** Says of a pull request what its plan comes to, as the webhook does. */
  async judge({ number, head }: PullRequest, state: 'success' | 'failure' | 'pending', words: string): Promise<void> {
    await this.people.setStatus({ sha: head.sha, context: planContext, state, description: words }, signal());
    await this.people.upsertComment(number, planMarker, `**Plan for fleet \`shops\`: ${words}**`, signal());
  }

  /** @returns the commit that the branch is at because of it */
  async merge({ number, head }: PullRequest): Promise<string> {
    const { sha } = await this.people.mergePullRequest(number, { headSha: head.sha }, signal());
    return sha;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.forge.close(), this.people.close()]);
    await this.line.cut();
    await this.#gitea.stop();
  }
}
