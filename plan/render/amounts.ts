import type { Capacity } from '../plan-report.ts';

/** `20 GiB`, `1.5 GiB`, `512 MiB`. */
export function sizeText(mebibytes: number): string {
  const size = Math.abs(mebibytes);
  const text = size >= 1024 ? `${Number((size / 1024).toFixed(1))} GiB` : `${size} MiB`;
  return mebibytes < 0 ? `-${text}` : text;
}

/** What is taken more, or less: `+250m CPU, +640 MiB memory, +15 GiB storage`; empty when all stays as it is. */
export function capacityText({ cpuRequests, memoryRequests, storage }: Capacity): string {
  const parts = [
    cpuRequests === 0 ? '' : `${signed(cpuRequests, `${Math.abs(cpuRequests)}m`)} CPU`,
    memoryRequests === 0 ? '' : `${signed(memoryRequests, sizeText(Math.abs(memoryRequests)))} memory`,
    storage === 0 ? '' : `${signed(storage, sizeText(Math.abs(storage)))} storage`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** `1 store`, `2 stores`. */
export function countText(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** `2026-11-28 14:00 UTC` */
export function timeText(timestamp: string): string {
  return `${timestamp.slice(0, 10)} ${timestamp.slice(11, 16)} UTC`;
}

function signed(value: number, text: string): string {
  return `${value < 0 ? '-' : '+'}${text}`;
}
