import { LOCAL_COOKIE } from '../backend/contract/session.ts';
import type { SessionPart } from './parts.ts';

/** Everything is refused that the window was not made for: permissions, devices, and every address but the server's own. */
export function restrictSession(session: SessionPart, url: string): void {
  session.setPermissionRequestHandler((_, __, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !isOwn(details.url, url) }));
}

/** Gives the window the local token before its first request. Without a date the cookie goes with the session, which is never written down. */
export async function letIn(session: SessionPart, url: string, token: string): Promise<void> {
  const cookie = { name: LOCAL_COOKIE, value: token, path: '/', secure: true, httpOnly: true } as const;
  await session.cookies.set({ url, ...cookie, sameSite: 'strict' });
}

/** Whether an address belongs to the server. @param url its own, without a path */
export function isOwn(address: string, url: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, origin } = new URL(address);
  // A file that the page made in its memory.
  return origin === url && (protocol === 'https:' || protocol === 'blob:');
}
