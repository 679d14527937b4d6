/** A part of the list, px from its top. */
export interface Stretch {
  readonly top: number;
  readonly bottom: number;
}

/** What the drawing of a long list keeps to, px. */
export interface DrawnLimits {
  /** Of the whole list. */
  readonly height: number;
  /** Drawn beyond the view on either side at least, once the list rests, so that scrolling shows no gaps. */
  readonly margin: number;
  /** And at most this much more, so that not every pixel of scrolling draws something. */
  readonly slack: number;
  /** Drawn in one frame, at most, of what is not in view. */
  readonly step: number;
}

/** What is within a distance of the view, and within the list. */
function around({ top, bottom }: Stretch, distance: number, height: number): Stretch {
  return { top: Math.max(0, top - distance), bottom: Math.min(height, bottom + distance) };
}

/**
 * What of a list to draw in the next frame: all that is in view, and with every frame a little more beyond it until the margin is full. So a jump, for
 * which every row is new, costs its frame what is in view, and no frame draws more than a few rows that nobody sees yet.
 *
 * @param drawn in the last frame; undefined: nothing
 * @returns the same object when nothing is to be added; what is farther than the margin stays until then
 */
export function nextDrawn(drawn: Stretch | undefined, view: Stretch, limits: DrawnLimits): Stretch {
  const { height, margin, slack, step } = limits;
  const seen = around(view, 0, height);
  if (drawn === undefined || drawn.top > seen.bottom || drawn.bottom < seen.top) return seen;
  const enough = around(view, margin, height);
  if (drawn.top <= enough.top && drawn.bottom >= enough.bottom) return drawn;
  const most = around(view, margin + slack, height);
  const top = Math.max(Math.min(drawn.top, seen.top), most.top);
  const bottom = Math.min(Math.max(drawn.bottom, seen.bottom), most.bottom);
  // The side on which less is left comes first: that is where somebody scrolls to.
  const isBelow = top <= enough.top || (bottom < enough.bottom && bottom - view.bottom <= view.top - top);
  return isBelow
    ? { top, bottom: Math.min(bottom + step, most.bottom) }
    : { top: Math.max(top - step, most.top), bottom };
}
