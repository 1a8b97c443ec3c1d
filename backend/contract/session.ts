import { Type, type Static } from 'typebox';
import { MAX_TEXT } from './limits.ts';

/** The cookie that holds the local token, in a window's browser. */
export const LOCAL_COOKIE = '__Host-latchkey-local';

export const LocalCode = Type.Object({ code: Type.String({ minLength: 1, maxLength: 64 }) });

export const SessionView = Type.Object({
  id: Type.String({ description: 'Names the session; opens nothing.' }),
  account: Type.String({ description: 'Account id, 32 hex digits.' }),
  username: Type.String(),
  since: Type.String({ description: 'ISO 8601.' }),
  current: Type.Boolean(),
  used: Type.String({ description: 'ISO 8601, when it last asked for something.' }),
  device: Type.String({ description: 'What its device is called, by its own word; may be empty.' }),
  address: Type.String(),
  remote: Type.Boolean({ description: 'It was begun on another computer than the one Latchkey runs on.' }),
  running: Type.Array(Type.Object({ kind: Type.String(), name: Type.String() }), {
    description: 'Transfers under way that belong to it.',
  }),
});

export type SessionView = Static<typeof SessionView>;

export const NewSession = Type.Object({ token: Type.String(), session: SessionView });
export type NewSession = Static<typeof NewSession>;
export const SessionList = Type.Object({ sessions: Type.Array(SessionView) });
export type SessionList = Static<typeof SessionList>;
export const SessionId = Type.Object({ id: Type.String({ maxLength: MAX_TEXT }) });
