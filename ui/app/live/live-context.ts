import { createContext } from '@lit/context';
import type { LiveConnection } from './live-connection.ts';

/** How pages get at the one stream of changes. */
export const liveContext = createContext<LiveConnection>(Symbol('live'));
