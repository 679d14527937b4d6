import type { Router } from '@koa/router';
import type { Log } from '../../../cluster/log.ts';
import type { Operation } from '../http/operation.ts';
import type { LivePicture } from '../live/live-picture.ts';
import { changeOperations } from '../routes/change-operations.ts';
import { planOperations } from '../routes/plan-operations.ts';
import { sessionOperations } from '../routes/session-operations.ts';
import { signInRoutes } from '../routes/sign-in-routes.ts';
import { storeWriteOperations } from '../routes/store-write-operations.ts';
import { forgeSignIn } from '../session/forge-sign-in.ts';
import { Members } from '../session/members.ts';
import { People } from '../session/people.ts';
import { Seal } from '../session/seal.ts';
import { Sessions } from '../session/sessions.ts';
import type { WriterOptions } from '../session/sign-in.ts';
import { AuditLog, type AuditEntry } from './audit-log.ts';
import { Writers } from './writers.ts';

export interface WritePartsOptions {
  /** Absent: nobody may write. */
  readonly options: WriterOptions | undefined;
  readonly picture: LivePicture;
  readonly log: Log;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly stopping: AbortSignal;
}

/** All of the UI that writes. */
export interface WriteParts {
  readonly operations: readonly Operation[];
  /** What was written here, newest first. */
  readonly written: () => readonly AuditEntry[];
  /** Where browsers find us, when sign-in has to know it. */
  readonly publicOrigin?: string;
  /** The operations as they are served: for members only, where reading is. */
  guard(operations: readonly Operation[]): readonly Operation[];
  /** Adds what is no operation of the API: the pages of sign-in. */
  addRoutes(router: Router): void;
  close(): Promise<void>;
}

/** Who writes, what, and how often: sessions, sign-in, and the operations that open pull requests. */
export function assembleWrites({ options, picture, log, now, stopping }: WritePartsOptions): WriteParts {
  if (options === undefined)
    return {
      operations: sessionOperations(undefined),
      written: () => [],
      guard: (operations) => operations,
      addRoutes: () => undefined,
      close: async () => undefined,
    };
  const { secrets, repository } = options;
  const seal = new Seal(secrets, now);
  const signIn = forgeSignIn({ options, seal, log, now });
  const secure = signIn?.publicOrigin.startsWith('https:') === true;
  const sessions = new Sessions({ seal, secure, now, renewals: signIn?.renewals });
  const people = new People(options);
  const audit = new AuditLog(log);
  const writers = new Writers({ sessions, people, audit, now, stopping });
  const members = new Members({ sessions, people, now });
  return {
    operations: [
      ...sessionOperations({ sessions, options }),
      ...storeWriteOperations({ picture, writers, repository, now }),
      ...planOperations({ picture, sessions, writers, repository, now }),
      ...changeOperations(writers, picture),
    ],
    written: () => audit.entries(),
    ...(signIn !== undefined && { publicOrigin: signIn.publicOrigin }),
    guard: (operations) => (options.readers === 'members' ? members.guard(operations) : operations),
    addRoutes: (router) => {
      if (signIn !== undefined) signInRoutes(router, { flow: signIn.flow, people, sessions, log });
    },
    close: async () => signIn?.close(),
  };
}
