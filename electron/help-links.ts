/** Pages that the user's own browser may be asked to open, whole: whatever is not written here stays closed. */
export const HELP_LINKS = {
  accessKeys: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
} as const;

/** Whether a link of the window may open in the user's browser: https, and in the list letter by letter. */
export function isHelpLink(address: string): boolean {
  return address.startsWith('https://') && (Object.values(HELP_LINKS) as readonly string[]).includes(address);
}
