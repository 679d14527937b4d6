import type { Context } from 'koa';
import { sessionViewSchema, type SessionView } from '../api/session-view.ts';
import { operation, type Operation } from '../http/operation.ts';
import type { Sessions } from '../session/sessions.ts';
import type { SignedIn } from '../session/signed-in.ts';
import type { WriterOptions } from '../session/sign-in.ts';

export interface SessionParts {
  readonly sessions: Sessions;
  readonly options: WriterOptions;
}

const ownMachine = /^(::ffff:)?127\.|^::1$/;

/** The sandbox's user is signed in without being asked, when the request comes from this machine itself. */
async function localSession(
  context: Context,
  { sessions, options: { signIn } }: SessionParts,
): Promise<SignedIn | undefined> {
  if (signIn.kind !== 'local' || !ownMachine.test(context.req.socket.remoteAddress ?? '')) return undefined;
  const session = { kind: 'local', login: signIn.login } as const;
  await sessions.begin(context, session);
  return session;
}

/** Who is signed in. */
export function sessionOperations(parts: SessionParts | undefined): Operation[] {
  const view = (session: SignedIn | undefined): SessionView => {
    if (parts === undefined) return { signIn: 'none', readers: 'anyone' };
    const { repository, signIn, readers = 'anyone' } = parts.options;
    return {
      ...(session !== undefined && { person: { login: session.login } }),
      signIn: signIn.kind === 'local' ? 'local' : 'forge',
      readers,
      repository: `${repository.owner}/${repository.name}`,
      forge: repository.kind,
    };
  };
  const read = operation({
    id: 'readSession',
    method: 'get',
    path: '/session',
    isOpen: true,
    summary: 'Who is signed in, and how to',
    answer: sessionViewSchema,
    handle: async ({ context }) =>
      view(parts && ((await parts.sessions.of(context)) ?? (await localSession(context, parts)))),
  });
  if (parts === undefined) return [read];
  const end = operation({
    id: 'endSession',
    method: 'delete',
    path: '/session',
    isOpen: true,
    summary: 'Signs out: the session is worth nothing afterwards',
    answer: sessionViewSchema,
    handle: async ({ context }) => {
      await parts.sessions.end(context);
      return view(undefined);
    },
  });
  return [read, end];
}
