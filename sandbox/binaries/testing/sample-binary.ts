import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BinarySpec } from '../catalog.ts';

/** A program that says its version. */
export function sampleProgram(version: string): string {
  return `#!/bin/sh\necho "sample version ${version}"\n`;
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A binary that is published at `URUMI_SAMPLE_URL` and built from the module in this folder's `sample-module`. */
export function sampleBinary(overrides: Partial<BinarySpec<'sample'>> = {}): BinarySpec<'sample'> {
  return {
    name: 'sample',
    version: '1.2.3',
    fits: /^sample version 1\.2\./,
    download: () => ({
      baseVariable: 'URUMI_SAMPLE_URL',
      // Nobody listens there.
      base: 'http://127.0.0.1:19999',
      path: 'v1.2.3/sample',
      checksum: { kind: 'file', path: 'v1.2.3/sample.sha256' },
    }),
    build: {
      module: fileURLToPath(new URL('sample-module', import.meta.url)),
      package: 'urumi.dev/sandbox/sample',
      cgo: false,
      ldflags: '-s -w -X main.version=1.2.3',
    },
    ...overrides,
  };
}

/** Puts a program that says this version into the folder. */
export function placeProgram(folder: string, version: string, name = 'sample'): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, sampleProgram(version), { mode: 0o755 });
  return file;
}
