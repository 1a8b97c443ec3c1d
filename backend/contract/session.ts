import { Type, type Static } from 'typebox';
import { MAX_TEXT } from './limits.ts';

export const LocalCode = Type.Object({ code: Type.String({ minLength: 1, maxLength: 64 }) });

export const SessionView = Type.Object({
  id: Type.String({ description: 'Names the session; opens nothing.' }),
  account: Type.String({ description: 'Account id, 32 hex digits.' }),
  username: Type.String(),
  since: Type.String({ description: 'ISO 8601.' }),
  current: Type.Boolean(),
});

export const NewSession = Type.Object({ token: Type.String(), session: SessionView });
export type NewSession = Static<typeof NewSession>;
export const SessionList = Type.Object({ sessions: Type.Array(SessionView) });
export const SessionId = Type.Object({ id: Type.String({ maxLength: MAX_TEXT }) });
