/** Most systems take 255 bytes; browsers number a name that is taken and need room for it. */
const MAX_NAME_BYTES = 200;
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)/i;
/** What some system takes for a part of a path, and what turns the reading of a name around or hides in it. */
const UNFIT = /[<>:"/\\|?*\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The last part of a path as a name that every system can save and that reads as what it is (format 3.4). */
export function downloadName(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  const mapped = last.replace(UNFIT, '_').replace(/^\.+|[. ]+$/g, (edge) => '_'.repeat(edge.length));
  const name = DEVICES.test(mapped) ? `_${mapped}` : mapped;
  return shortened(name);
}

/** Keeps the ending, which says what the file is. */
function shortened(name: string): string {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  if (bytes(name) <= MAX_NAME_BYTES) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && bytes(name.slice(dot)) <= 20 ? name.slice(dot) : '';
  let letters = Array.from(name.slice(0, name.length - ending.length));
  while (bytes(letters.join('')) + bytes(ending) > MAX_NAME_BYTES) letters = letters.slice(0, -1);
  return letters.join('') + ending;
}
