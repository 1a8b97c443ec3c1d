/** Longer side of a thumbnail, in pixels: sharp in a tile of 240 on a dense screen. */
const SIDE = 480;
/** A picture larger than this is not opened only to be made small. Bytes. */
const MAX_PICTURE_BYTES = 64 * 2 ** 20;
const QUALITY = 0.8;

/** A small copy of a picture, made on this computer; undefined for what is no picture this engine can open. */
export async function thumbnailOf(file: File): Promise<Blob | undefined> {
  if (!file.type.startsWith('image/') || file.size > MAX_PICTURE_BYTES) return undefined;
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(picture.width * scale)),
      Math.max(1, Math.round(picture.height * scale)),
    );
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
  } finally {
    picture.close();
  }
}
