import type { ElectronParts } from './parts.ts';
import { WORDS } from './words.ts';

type Dialog = Pick<ElectronParts['dialog'], 'showMessageBox'>;

/** The safe answer is the first, the one that Enter and Esc give. */
const SAFE = 0;

/** Whether the user wants to leave while files are on their way. */
export async function asksToLeave(dialog: Dialog): Promise<boolean> {
  const { message, detail, stay, leave } = WORDS.quit;
  return ask(dialog, message, detail, [stay, leave]);
}

/** Whether a `latchkey:` link may bring the window to the front. */
export async function asksToShow(dialog: Dialog): Promise<boolean> {
  const { message, detail, cancel, open } = WORDS.link;
  return ask(dialog, message, detail, [cancel, open]);
}

async function ask(dialog: Dialog, message: string, detail: string, buttons: string[]): Promise<boolean> {
  const options = { type: 'question', message, detail, buttons, defaultId: SAFE, cancelId: SAFE } as const;
  return (await dialog.showMessageBox(options)).response !== SAFE;
}
