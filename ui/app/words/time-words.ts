import { plural } from './plural.ts';

/** No-break space: a duration never breaks across lines. */
const nbsp = '\u00A0';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const units = [
  ['y', 365 * day],
  ['mo', 30 * day],
  ['d', day],
  ['h', hour],
  ['min', minute],
  ['s', second],
] as const;

/**
 * A span of time in one unit, as lists show it.
 *
 * @param ms negative counts as 0
 * @example age(7_500_000) // '2 h'
 */
export function age(ms: number): string {
  const left = Math.max(0, ms);
  const [unit, size] = units.find(([, size]) => left >= size) ?? ['s', second];
  return `${Math.floor(left / size)}${nbsp}${unit}`;
}

/**
 * A span of time as people say it who wait: seconds below a minute, then minutes with seconds, hours with minutes, days.
 *
 * @example elapsed(112_000) // '1 min 52 s'
 */
export function elapsed(ms: number): string {
  const left = Math.max(0, ms);
  if (left < minute) return `${Math.floor(left / second)}${nbsp}s`;
  if (left < hour) return pair([Math.floor(left / minute), 'min'], [Math.floor((left % minute) / second), 's']);
  if (left < day) return pair([Math.floor(left / hour), 'h'], [Math.floor((left % hour) / minute), 'min']);
  return age(left);
}

function pair([count, unit]: readonly [number, string], [rest, small]: readonly [number, string]): string {
  return `${count}${nbsp}${unit}${nbsp}${String(rest).padStart(2, '0')}${nbsp}${small}`;
}

/** How long something took, with a tenth below ten seconds: `1.8 s`. */
export function took(ms: number): string {
  return ms < 10 * second ? `${(Math.max(0, ms) / second).toFixed(1)}${nbsp}s` : elapsed(ms);
}

const clockFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const longFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
});
const exactFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** `14:10:02`, of the reader's time zone. */
export function clock(time: string | number): string {
  return clockFormat.format(new Date(time));
}

/** `24 Nov` */
export function dayOf(time: string): string {
  return dayFormat.format(new Date(time));
}

const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });

/**
 * A day as a heading: `Today, Saturday 21 November`.
 *
 * @param now ms since the epoch
 */
export function dayTitle(time: string, now: number): string {
  const title = weekdayFormat.format(new Date(time));
  return title === weekdayFormat.format(new Date(now)) ? `Today, ${title}` : title;
}

/** `Tuesday 24 November at 09:12` */
export function longDay(time: string): string {
  return longFormat.format(new Date(time));
}

/** Everything, with the time zone: for tooltips. */
export function exact(time: string): string {
  return exactFormat.format(new Date(time));
}

/**
 * When something will be, or was.
 *
 * @example inDays('2026-11-24T09:00:00Z', Date.parse('2026-11-21T09:00:00Z')) // 'in 3 days'
 */
export function inDays(time: string, now: number): string {
  const left = Date.parse(time) - now;
  if (left <= 0) return 'now';
  const days = Math.floor(left / day);
  if (days === 0) return `in ${elapsed(left)}`;
  return `in ${plural(days, 'day')}`;
}
