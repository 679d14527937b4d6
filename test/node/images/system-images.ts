import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pauseImage } from '../parts/containerd-config.ts';
import { writeImageArchive, type ImageConfig } from './image-archive.ts';
import { kept } from './kept.ts';

/** Names under which the system's own images are known within the node. They come from no registry. */
export const systemImages = {
  busybox: 'urumi.internal/busybox:node',
  coredns: 'urumi.internal/coredns:node',
  localPath: 'urumi.internal/local-path-provisioner:node',
  traefik: 'urumi.internal/traefik:node',
} as const;

interface ProgramImage {
  readonly name: string;
  readonly reference: string;
  /** Static programs, by their place in the image. */
  readonly programs: Readonly<Record<string, string>>;
  /** Names under `/bin` for busybox. */
  readonly applets?: readonly string[];
  readonly config: ImageConfig;
}

const applets = ['sh', 'mkdir', 'rm', 'chmod', 'ls', 'cat', 'sleep', 'true', 'nc', 'wget', 'nslookup', 'timeout'];

/**
 * The images of the node's own pods, each a static program and nothing else.
 *
 * @param busybox a statically linked one
 * @returns paths of archives
 */
export function systemImageArchives(
  programs: { busybox: string; coredns: string; 'local-path-provisioner': string; traefik?: string },
  signal: AbortSignal,
): Promise<string[]> {
  const busybox = { 'bin/busybox': programs.busybox };
  const images: ProgramImage[] = [
    {
      name: 'pause',
      reference: pauseImage,
      programs: busybox,
      config: { Entrypoint: ['/bin/busybox', 'sleep', '2147483647'], User: '65535:65535' },
    },
    {
      name: 'busybox',
      reference: systemImages.busybox,
      programs: busybox,
      applets,
      config: { Cmd: ['sh'], Env: ['PATH=/bin'] },
    },
    {
      name: 'coredns',
      reference: systemImages.coredns,
      programs: { coredns: programs.coredns },
      config: { Entrypoint: ['/coredns'], User: '65532:65532' },
    },
    {
      name: 'local-path',
      reference: systemImages.localPath,
      programs: { 'bin/local-path-provisioner': programs['local-path-provisioner'] },
      config: { Entrypoint: ['/bin/local-path-provisioner'], Env: ['PATH=/bin'] },
    },
    ...(programs.traefik === undefined ? [] : [traefikImage(programs.traefik)]),
  ];
  return Promise.all(images.map((image) => archive(image, signal)));
}

function traefikImage(program: string): ProgramImage {
  const config = { Entrypoint: ['/traefik'], User: '65532:65532' };
  return { name: 'traefik', reference: systemImages.traefik, programs: { traefik: program }, config };
}

function archive(image: ProgramImage, signal: AbortSignal): Promise<string> {
  const contents = Object.values(image.programs).map((file) => readFileSync(file));
  return kept(
    image.name,
    [JSON.stringify({ ...image, programs: Object.keys(image.programs) }), ...contents],
    async (file) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'urumi-image-'));
      try {
        for (const [place, program] of Object.entries(image.programs)) {
          mkdirSync(path.join(folder, path.dirname(place)), { recursive: true });
          copyFileSync(program, path.join(folder, place));
        }
        for (const applet of image.applets ?? []) symlinkSync('busybox', path.join(folder, 'bin', applet));
        await writeImageArchive(file, [{ reference: image.reference, layers: [folder], config: image.config }], signal);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
}
