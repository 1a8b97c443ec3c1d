/** What the shell itself says: in menus, in the system's dialogs, and where no window can. The window's own words are in renderer/words. */
export const WORDS = {
  app: 'Latchkey',
  menu: {
    file: 'File',
    addFiles: 'Add files…',
    addFolder: 'Add a folder…',
    lock: 'Lock',
    atLogin: 'Start when you log in',
    view: 'View',
    rooms: { files: 'Files', photos: 'Photos', transfers: 'Transfers', keys: 'Keys', trash: 'Trash' },
    settings: 'Settings',
    tray: 'Show in the tray',
    menuBar: 'Show in the menu bar',
    accessKeys: 'About access keys of Amazon S3',
    lookForUpdates: 'Check for updates…',
    updatesAtStart: 'Look for updates when Latchkey starts',
  },
  tray: {
    idle: 'nothing is on its way',
    held: 'paused',
    busy: (count: number, percent: number | undefined) =>
      `${count} ${count === 1 ? 'transfer' : 'transfers'}${percent === undefined ? '' : `, ${percent} %`}`,
    pause: 'Pause what is on its way',
    goOn: 'Go on',
    show: 'Show Latchkey',
    quit: 'Quit',
  },
  choose: { keyFile: 'Choose a key file', keyFiles: 'Key files', allFiles: 'All files', keyPlace: 'Save the key file' },
  quit: {
    message: 'Files are still on their way',
    detail:
      'What has arrived stays. Large files go on where they stopped when you open Latchkey and unlock it again; nothing half done shows up in the vault.',
    stay: 'Keep going',
    leave: 'Quit',
  },
  link: {
    message: 'A link wants to open Latchkey',
    detail: 'It came from another program or a web page. Latchkey only comes to the front; nothing is opened or sent.',
    open: 'Show Latchkey',
    cancel: 'Cancel',
  },
  updates: {
    offer: (version: string) => `Latchkey ${version} is there`,
    offered:
      'It is fetched while you go on. Nothing is installed that was not signed by whoever signed this Latchkey, and you are asked again before it restarts.',
    fetch: 'Fetch it',
    later: 'Not now',
    told: 'Install it the way you installed this one. Packages for this system are not signed, so Latchkey installs none by itself.',
    ready: (version: string) => `Latchkey ${version} is ready`,
    restarts: 'Latchkey restarts with it and is locked then. Without a restart it is installed when you quit.',
    restart: 'Restart now',
    atQuit: 'When I quit',
    newest: 'This is the newest version',
    noPlace: 'This Latchkey cannot look for updates',
    whyNoPlace:
      'It was not installed from a signed package, so nothing vouches for where a newer one would come from. Look where you got it.',
    failed: 'Latchkey could not get an update',
    whyFailed:
      'The place of its releases did not answer, or what came is not what was announced. Nothing was changed. Try again later.',
    understood: 'OK',
  },
  noHome: 'Latchkey cannot use the folder where it keeps what it remembers. Nothing was changed.',
  crash: {
    title: 'Latchkey has stopped',
    happened: 'The part of Latchkey that seals and stores files ended, was started again, and ended once more.',
    page: 'The part of Latchkey that draws this window ended.',
    safe: 'What is in your bucket is whole: a file shows up there when all of it has arrived, never before. Your key files and your originals were not touched.',
    todo: 'Start Latchkey again. What was on its way goes on where it stopped once you have unlocked it.',
    again: 'Start again',
  },
} as const;
