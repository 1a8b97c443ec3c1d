import type { TokenScope } from '../vault/personal-token.ts';

/**
 * What a token for scripts may ask for: the scope it needs. `open`: it is not looked at. `refused`: that is for people who logged in, or for
 * this computer's owner.
 */
export type Needed = TokenScope | 'open' | 'refused';

/**
 * Every route, each judged by hand: one that does not stand here is refused, and a test fails until it does. What another computer
 * may not ask (remote-routes.ts) it may not ask with a token either.
 */
export const TOKEN_ROUTES: Readonly<Record<string, Needed>> = {
  'GET /healthcheck': 'open',
  'GET /filenames': 'read',
  'POST /user/details': 'read',
  'GET /download': 'read',
  'POST /download': 'read',
  'POST /upload': 'write',
  'POST /upload/scan': 'write',
  'DELETE /file': 'write',
  // A token ends by being revoked.
  'POST /user/login': 'refused',
  'POST /user/logout': 'refused',
  'POST /user/create': 'refused',

  'GET /': 'open',
  'GET /*': 'open',
  'HEAD /': 'open',
  'HEAD /*': 'open',
  'GET /d/:id': 'open',
  'HEAD /d/:id': 'open',
  'GET /d/:id/state': 'open',
  'POST /d/:id/claim': 'open',
  'GET /d/:id/object': 'open',
  'GET /api/openapi.json': 'open',
  'POST /api/local': 'refused',
  'POST /shutdown': 'refused',
  'POST /api/servers/look': 'refused',
  'POST /api/servers/open': 'refused',

  // Who is logged in, what was done, the vault and its storage, the account itself: for people.
  'GET /api/state': 'refused',
  'POST /api/sessions': 'refused',
  'GET /api/sessions': 'refused',
  'GET /api/sessions/current': 'refused',
  'DELETE /api/sessions/:id': 'refused',
  'GET /api/server/sessions': 'refused',
  'DELETE /api/server/sessions/:id': 'refused',
  'GET /api/tokens': 'refused',
  'POST /api/tokens': 'refused',
  'DELETE /api/tokens/:id': 'refused',
  'GET /api/activity': 'refused',
  'GET /api/activity.csv': 'refused',
  'GET /api/settings/activity': 'refused',
  'PUT /api/settings/activity': 'refused',
  'POST /api/vault': 'refused',
  'GET /api/vault/storage': 'refused',
  'PUT /api/vault/storage': 'refused',
  'GET /api/buckets': 'refused',
  'POST /api/buckets/check': 'refused',
  'POST /api/account/password': 'refused',

  'GET /api/files': 'read',
  'GET /api/files/versions': 'read',
  'GET /api/files/:id/verified': 'read',
  'POST /api/files/:id/verify': 'read',
  'POST /api/files/move': 'write',
  'POST /api/files/trash': 'write',
  'POST /api/files/restore': 'write',
  'POST /api/files/delete': 'write',
  'POST /api/files/:id/restore-version': 'write',
  // Pictures for a window, under keys that stay open in it.
  'GET /api/files/:id/thumbnail': 'refused',
  'GET /api/files/:id/content': 'refused',
  'GET /api/shares/received/:id/content': 'refused',
  'GET /api/alarms': 'read',
  // Only somebody who looked can say that a loss is known.
  'POST /api/alarms/:id/acknowledge': 'refused',

  // Key files are handled by people; a script sends its key with the request.
  'GET /api/keys': 'refused',
  'POST /api/keys': 'refused',
  'POST /api/keys/drawn': 'refused',
  'POST /api/keys/inspect': 'refused',
  'POST /api/keys/open': 'refused',
  'POST /api/keys/check': 'refused',
  'POST /api/keys/:id/rename': 'refused',
  'POST /api/keys/:id/protect': 'refused',
  'DELETE /api/keys/:id/place': 'refused',
  'POST /api/keys/:id/quiet': 'refused',
  'POST /api/keys/:id/use': 'refused',
  'POST /api/sealed-files/inspect': 'refused',
  'POST /api/sealed-files/open': 'refused',
  'POST /api/imports': 'refused',

  'POST /api/uploads': 'write',
  'GET /api/uploads': 'write',
  'DELETE /api/uploads/:id': 'write',
  'PUT /api/uploads/:id/files/:index': 'write',
  'PUT /api/uploads/:id/files/:index/thumbnail': 'write',
  'POST /api/downloads/addresses': 'read',
  'GET /api/streams/:name': 'read',
  'GET /api/downloads': 'read',
  'DELETE /api/downloads/:id': 'read',
  'GET /api/checks': 'read',
  'DELETE /api/checks/:id': 'read',
  // These go on after the one who began them has gone, under the log-in of a person.
  'POST /api/downloads': 'refused',
  'POST /api/shares/downloads': 'refused',
  'DELETE /api/transfers/finished': 'refused',
  'DELETE /api/transfers/:id': 'refused',
  'POST /api/transfers/:id/pause': 'refused',
  'POST /api/transfers/:id/resume': 'refused',
  'POST /api/transfers/:id/retry': 'refused',
  'GET /api/events': 'refused',

  'GET /api/shares/received': 'read',
  'POST /api/shares/addresses': 'read',
  'GET /api/people': 'share',
  'GET /api/people/one': 'share',
  'GET /api/shares/given': 'share',
  'POST /api/shares': 'share',
  'GET /api/shares': 'share',
  'DELETE /api/shares/:id': 'share',
  'POST /api/shares/withdraw': 'share',
  // They change the account: whom it trusts, and what it never wants to see again.
  'POST /api/people/accept': 'refused',
  'POST /api/shares/drop': 'refused',
  'GET /api/links': 'share',
  'POST /api/links': 'share',
  'DELETE /api/links/:id': 'share',
  'PUT /api/links/server': 'refused',

  'POST /api/scan': 'write',
  'POST /api/scan/paths': 'refused',
  'GET /api/settings/scan': 'refused',
  'PUT /api/settings/scan': 'refused',
  'GET /api/settings/bandwidth': 'refused',
  'PUT /api/settings/bandwidth': 'refused',
};
