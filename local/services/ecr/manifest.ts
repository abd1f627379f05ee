import { createHash } from 'node:crypto';
import type { Image } from './registry.ts';

const CONFIG = 'application/vnd.oci.image.config.v1+json';

/** The manifest of an image or an index, as far as a reader of labels and platforms needs it. */
export function manifestOf({ manifestMediaType, artifactMediaType, ...image }: Image): string {
  const { annotations, children } = image;
  const config = configOf(image);
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestMediaType,
    ...(children === undefined
      ? { config: { mediaType: artifactMediaType ?? CONFIG, ...config.descriptor }, layers: [] }
      : { manifests: children.map(({ digest, platform }) => ({ digest, platform: platformOf(platform) })) }),
    ...(annotations && { annotations }),
  });
}

/** The blob with an image's labels, and how its manifest names it. */
export function configOf({ labels, digest }: Pick<Image, 'labels' | 'digest'>) {
  const text = JSON.stringify({ os: 'linux', config: { Labels: labels ?? null }, created_for: digest });
  return { text, descriptor: { digest: sha256(text), size: Buffer.byteLength(text) } };
}

function platformOf(platform: string): { os: string; architecture: string } {
  const [os = '', architecture = ''] = platform.split('/');
  return { os, architecture };
}

export const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
