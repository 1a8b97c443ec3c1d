import { Type, type Static } from 'typebox';

/** A search needs no more. Characters. */
const MAX_WORDS = 200;
const time = (description: string) => Type.Optional(Type.String({ maxLength: 40, description }));

export const ActivityQuery = Type.Object({
  kind: Type.Optional(Type.String({ maxLength: 32 })),
  session: Type.Optional(Type.String({ maxLength: 32, description: 'Id of a log-in.' })),
  since: time('ISO 8601.'),
  until: time('ISO 8601.'),
  text: Type.Optional(Type.String({ maxLength: MAX_WORDS, description: 'In what it was about, or who did it.' })),
});
export type ActivityQuery = Static<typeof ActivityQuery>;

export const ActivityView = Type.Object({
  at: Type.String({ description: 'ISO 8601.' }),
  kind: Type.String(),
  outcome: Type.String({ description: '"done", or the code of what went wrong.' }),
  device: Type.String(),
  address: Type.String(),
  session: Type.Union([Type.String(), Type.Null()]),
  detail: Type.String({ description: 'Paths or names; empty where there was nothing to tell.' }),
});
export type ActivityView = Static<typeof ActivityView>;

export const ActivityList = Type.Object({
  activities: Type.Array(ActivityView, { description: 'The newest first.' }),
  more: Type.Boolean({ description: 'There are older ones that fit as well.' }),
});
export type ActivityList = Static<typeof ActivityList>;

export const ActivitySetting = Type.Object({ days: Type.Integer({ minimum: 1, maximum: 3650 }) });
export type ActivitySetting = Static<typeof ActivitySetting>;
