import { readFileSync } from 'node:fs';

/** Resident memory of a process in bytes, as Linux counts it. */
export function residentBytes(pid: number): number {
  return figure(pid, 'VmRSS');
}

/** The most resident memory that a process has had, bytes. */
export function peakBytes(pid: number): number {
  return figure(pid, 'VmHWM');
}

function figure(pid: number, name: string): number {
  const line = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) * 1024;
}
