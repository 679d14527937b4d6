import { writeImageArchive, type ImageConfig } from './image-archive.ts';
import { kept } from './kept.ts';
import { layerWorkshop, type Layer } from './layer.ts';

/** An image that is yet to be made. */
export interface LayeredImage {
  readonly reference: string;
  /** Above the root file system. */
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
}

/**
 * The archive of images that share a root file system; made when one of the same contents is not kept.
 *
 * @param name of the archive
 * @param base tar file of the root file system, itself kept by its contents
 * @returns its path
 */
export async function keptImages(
  name: string,
  { base, images }: { base: string; images: readonly LayeredImage[] },
  { note, signal }: { note: (text: string) => void; signal: AbortSignal },
): Promise<string> {
  const ingredients = [
    base,
    JSON.stringify(images.map(({ reference, config }) => [reference, config])),
    ...images.flatMap(({ layers }) => layers.map(({ digest }) => digest)),
  ];
  return kept(name, ingredients, async (file) => {
    note(`making the images of ${name}`);
    using workshop = layerWorkshop();
    const made = new Map<Layer, string>();
    for (const layer of new Set(images.flatMap(({ layers }) => layers))) {
      made.set(layer, await layer.make(workshop.folder, signal));
    }
    const contents = images.map(({ reference, layers, config }) => ({
      reference,
      config,
      layers: [base, ...layers.map((layer) => made.get(layer) ?? '')],
    }));
    await writeImageArchive(file, contents, signal);
  });
}
