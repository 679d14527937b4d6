import { ProblemError } from '../http/problem-error.ts';
import type { LivePicture } from '../live/live-picture.ts';

/** The fleet that is meant when none is named: the only one. @throws ProblemError 409 when there is none, or several */
export function onlyFleet(picture: LivePicture, named: string | undefined): string {
  if (named !== undefined) return named;
  const [first, ...others] = picture.fleets();
  if (first !== undefined && others.length === 0) return first.name;
  const why = first === undefined ? 'There is no fleet yet.' : 'There are several fleets.';
  throw new ProblemError(409, `${why} Name the one that is meant.`);
}
