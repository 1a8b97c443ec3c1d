import type { GivenShareView, ReceivedShareView, RefusedShareView } from '../contract/shares.ts';
import type { GivenShare } from '../vault/given-shares.ts';
import type { ReceivedShare, RefusedShare } from '../vault/received-shares.ts';
import { failureOf } from './error-map.ts';

export function receivedView({ id, senderId, sender, standing, record, shared }: ReceivedShare): ReceivedShareView {
  const { path, size, modified, mediaType } = record;
  return {
    id,
    sender: { id: senderId, username: sender ?? null, known: standing === 'known' },
    path,
    size,
    modified: new Date(modified).toISOString(),
    shared: shared.toISOString(),
    ...(mediaType !== undefined && { mediaType }),
  };
}

export function refusedView({ id, senderId, sender, shared, error }: RefusedShare): RefusedShareView {
  const { code, sentence: message } = failureOf(error);
  return { id, sender: { id: senderId, username: sender ?? null }, shared: shared.toISOString(), code, message };
}

export function givenView({ fileId, recipientId, recipient, file, shared }: GivenShare): GivenShareView {
  return {
    file: fileId,
    recipient: { id: recipientId, username: recipient ?? null },
    path: file?.record.path ?? null,
    size: file?.record.size ?? 0,
    shared: shared.toISOString(),
  };
}
