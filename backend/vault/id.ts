import { randomBytes } from 'node:crypto';

/** File ids and change ids carry the bucket's time, so that a listing can begin at a time (format 3, UUIDv7 of RFC 9562, 5.7). */
export function newTimedId(time: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(time.getTime(), 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes.toString('hex');
}

/** The first hex digits of every id drawn at this time; smaller than all drawn later. */
export function timedIdPrefix(time: Date): string {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(Math.max(0, time.getTime()), 0, 6);
  return bytes.toString('hex');
}

/** When an id was drawn, by the bucket's clock. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 12), 16));
}

/** Vault ids and account-free ids: 16 random bytes as hex. */
export function newRandomId(): string {
  return randomBytes(16).toString('hex');
}
