import { fromBase64 } from '../../keys/encoding.ts';
import type { NewThumbnail } from '../contract/files.ts';
import { MAX_THUMBNAIL_BYTES } from '../vault/thumbnail.ts';
import { HttpError } from './http-error.ts';

/** The picture of a request. @throws HttpError `invalid-request` */
export function pictureOf({ picture }: NewThumbnail): Buffer {
  const bytes = fromBase64(picture);
  if (bytes === undefined) throw new HttpError('invalid-request', 'The picture is not base64.');
  if (bytes.length > MAX_THUMBNAIL_BYTES) throw new HttpError('invalid-request', 'A thumbnail has at most 256 KiB.');
  return bytes;
}
