/**
 * What a caller on another computer may ask. `open`: without a log-in. `session`: with one. `refused`: it is for the computer that Latchkey
 * runs on, because it names places of its disk, its settings, or other people's things.
 */
export type Reachable = 'open' | 'session' | 'refused';

/**
 * Every route, each judged by hand: one that does not stand here is refused, and a test fails until it does. Of the routes that are not
 * refused, those that take places of the disk beside bytes refuse the places themselves (`refusePlaces`, KeyDesk).
 */
export const REMOTE_ROUTES: Readonly<Record<string, Reachable>> = {
  'GET /healthcheck': 'open',
  'POST /user/login': 'open',
  'POST /user/logout': 'session',
  'POST /user/details': 'session',
  'GET /filenames': 'session',
  // Parts alone: its content and its key file come with the request.
  'POST /upload': 'session',
  'DELETE /file': 'session',
  // Accounts are made by whoever runs the server.
  'POST /user/create': 'refused',
  // They write into a folder of the server.
  'GET /download': 'refused',
  'POST /download': 'refused',

  'GET /': 'open',
  'GET /*': 'open',
  'HEAD /': 'open',
  'HEAD /*': 'open',
  // The pages behind links are for whoever has one.
  'GET /d/:id': 'open',
  'HEAD /d/:id': 'open',
  'GET /d/:id/state': 'open',
  'POST /d/:id/claim': 'open',
  'GET /d/:id/object': 'open',
  'GET /api/openapi.json': 'session',
  'POST /api/local': 'refused',
  'POST /shutdown': 'refused',
  // They connect and open windows from the server's computer.
  'POST /api/servers/look': 'refused',
  'POST /api/servers/open': 'refused',

  'GET /api/state': 'open',
  'POST /api/sessions': 'open',
  'GET /api/sessions': 'session',
  'GET /api/sessions/current': 'session',
  'DELETE /api/sessions/:id': 'session',
  // Of all accounts.
  'GET /api/server/sessions': 'refused',
  'DELETE /api/server/sessions/:id': 'refused',
  'GET /api/tokens': 'session',
  'POST /api/tokens': 'session',
  'DELETE /api/tokens/:id': 'session',
  'GET /api/activity': 'session',
  'GET /api/activity.csv': 'session',
  'GET /api/settings/activity': 'session',
  // One setting for everybody on the server.
  'PUT /api/settings/activity': 'refused',
  'POST /api/vault': 'refused',
  'GET /api/vault/storage': 'refused',
  'PUT /api/vault/storage': 'refused',
  'GET /api/buckets': 'refused',
  'POST /api/buckets/check': 'refused',

  'GET /api/files': 'session',
  'GET /api/files/versions': 'session',
  'POST /api/files/move': 'session',
  'POST /api/files/trash': 'session',
  'POST /api/files/restore': 'session',
  'POST /api/files/delete': 'session',
  'POST /api/files/:id/thumbnail': 'session',
  'PUT /api/files/:id/thumbnail': 'session',
  'POST /api/files/:id/content': 'session',
  'GET /api/files/:id/verified': 'session',
  'POST /api/files/:id/verify': 'session',
  'POST /api/files/:id/restore-version': 'session',

  // The account's own; what the server's computer knows of others is left out.
  'GET /api/keys': 'session',
  // The file goes to the window and nowhere else.
  'POST /api/keys/drawn': 'session',
  'POST /api/keys/inspect': 'session',
  'POST /api/keys/check': 'session',
  // A key is kept open for windows of this computer alone.
  'POST /api/keys/open': 'refused',
  // They make or change key files on the server's disk, or what its owner is warned of.
  'POST /api/keys': 'refused',
  'POST /api/keys/cut': 'refused',
  'POST /api/keys/copies': 'refused',
  'POST /api/keys/sheet': 'refused',
  'POST /api/keys/:id/printed': 'refused',
  'POST /api/keys/:id/rename': 'refused',
  'POST /api/keys/:id/protect': 'refused',
  'DELETE /api/keys/:id/place': 'refused',
  'POST /api/keys/:id/quiet': 'refused',
  'POST /api/keys/:id/use': 'refused',

  // Files that are announced and then sent; never paths.
  'POST /api/uploads': 'session',
  'GET /api/uploads': 'session',
  'DELETE /api/uploads/:id': 'session',
  'PUT /api/uploads/:id/files/:index': 'session',
  'PUT /api/uploads/:id/files/:index/thumbnail': 'session',
  'GET /api/people': 'session',
  'GET /api/people/one': 'session',
  'POST /api/people/accept': 'session',
  'POST /api/account/password': 'session',
  'GET /api/shares/received': 'session',
  'GET /api/shares/received/:id/content': 'session',
  'GET /api/shares/given': 'session',
  'POST /api/shares': 'session',
  'GET /api/shares': 'session',
  'DELETE /api/shares/:id': 'session',
  'POST /api/shares/withdraw': 'session',
  'POST /api/shares/drop': 'session',
  'POST /api/shares/addresses': 'session',
  'GET /api/links': 'session',
  'POST /api/links': 'session',
  'DELETE /api/links/:id': 'session',
  // One address for everybody on the server.
  'PUT /api/links/server': 'refused',
  'GET /api/alarms': 'session',
  'POST /api/alarms/:id/acknowledge': 'session',

  // Files of the server's disk.
  'POST /api/sealed-files/inspect': 'refused',
  'POST /api/sealed-files/key': 'refused',
  'POST /api/sealed-files/try': 'refused',
  'POST /api/sealed-files/open': 'refused',
  // Beginnings of files, never paths.
  'POST /api/scan': 'session',
  'POST /upload/scan': 'refused',
  'POST /api/scan/paths': 'refused',
  'GET /api/settings/scan': 'refused',
  'PUT /api/settings/scan': 'refused',
  // From a folder of the server.
  'POST /api/imports': 'refused',
  // Into a folder of the server.
  'POST /api/shares/downloads': 'refused',
  'POST /api/downloads': 'refused',
  'POST /api/downloads/addresses': 'session',
  'GET /api/downloads': 'session',
  'DELETE /api/downloads/:id': 'session',
  'GET /api/streams/:name': 'session',
  'GET /api/checks': 'session',
  'DELETE /api/checks/:id': 'session',
  'DELETE /api/transfers/finished': 'session',
  'DELETE /api/transfers/:id': 'session',
  'POST /api/transfers/:id/pause': 'session',
  'POST /api/transfers/:id/resume': 'session',
  'POST /api/transfers/:id/retry': 'session',
  'GET /api/settings/bandwidth': 'session',
  // One setting for everybody on the server.
  'PUT /api/settings/bandwidth': 'refused',
  'GET /api/settings/sealing': 'session',
  'PUT /api/settings/sealing': 'refused',
  // Places of the server's own disk.
  'GET /api/settings/folders': 'refused',
  'PUT /api/settings/folders': 'refused',
  'GET /api/events': 'session',
};
