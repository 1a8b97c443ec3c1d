import { isS3Address, parseS3Address } from './s3-address.ts';

/** An address in the words a user knows: a folder's path, or `s3://photos/vault` without how its server is found. */
export function placeOf(address: string): string {
  if (!isS3Address(address)) return address;
  const { bucket, prefix } = parseS3Address(address);
  return `s3://${bucket}/${prefix}`.replace(/\/$/, '');
}
