import { withOriginalSize } from './picture-size.ts';

/** Longer side of a thumbnail, in pixels: sharp in a tile of 240 on a dense screen. */
const SIDE = 480;
/** A picture larger than this is not opened only to be made small. Bytes. */
const MAX_PICTURE_BYTES = 64 * 2 ** 20;
const QUALITY = 0.8;
const TYPE = 'image/webp';

/**
 * A small copy of a picture, made on this computer, which tells how large the picture is; undefined for what is no picture this engine can
 * open.
 */
export async function thumbnailOf(file: File): Promise<Blob | undefined> {
  if (!file.type.startsWith('image/') || file.size > MAX_PICTURE_BYTES) return undefined;
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const { width, height } = picture;
    const scale = Math.min(1, SIDE / Math.max(width, height));
    const small = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
    const canvas = new OffscreenCanvas(small.width, small.height);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, small.width, small.height);
    const blob = await canvas.convertToBlob({ type: TYPE, quality: QUALITY });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return new Blob([withOriginalSize(bytes, small, { width, height })], { type: blob.type });
  } finally {
    picture.close();
  }
}
