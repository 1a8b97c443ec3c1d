import { Type, type Static } from 'typebox';

/** A DNS name has 253 characters, and "https://", a port and a slash stand around it. */
const MAX_ADDRESS = 280;

const address = () =>
  Type.String({ minLength: 1, maxLength: MAX_ADDRESS, description: 'https://HOST:PORT, or HOST:PORT.' });

/** Another computer on which Latchkey may run. */
export const ServerAddress = Type.Object({ address: address() });
export type ServerAddress = Static<typeof ServerAddress>;

export const SeenServer = Type.Object({
  url: Type.String({ description: 'As it is opened.' }),
  fingerprint: Type.String({ description: 'SHA-256 of its certificate, AB:CD:…, to be compared.' }),
});
export type SeenServer = Static<typeof SeenServer>;

/** Opens its window; only this certificate is accepted there. */
export const OpenedServer = Type.Object({
  url: Type.String(),
  opened: Type.Boolean({ description: 'Else the address is to be opened by hand.' }),
});
export const ServerChoice = Type.Object({ address: address(), fingerprint: Type.String({ maxLength: 100 }) });
export type ServerChoice = Static<typeof ServerChoice>;
export type OpenedServer = Static<typeof OpenedServer>;
