import { api } from '../api.ts';

/** What the server gives out: 24 random bytes as base64url. Addresses of rooms begin with `#/`. */
const CODE = /^#([\w-]{32})$/;

/** The code of this address, taken out of the address and of the history before anything else happens. */
export function takeCode(place: Location = location, past: History = history): string | undefined {
  const code = CODE.exec(place.hash)?.[1];
  if (code !== undefined) past.replaceState(past.state, '', place.pathname + place.search);
  return code;
}

/** Changes the code of the address, if it has one, for this browser's leave to ask anything. What the server says of it shows in the state. */
export async function enter(): Promise<void> {
  const code = takeCode();
  if (code !== undefined) await api.enter(code).catch(() => undefined);
}
