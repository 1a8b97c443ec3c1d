/** The scoped names of a CSS module for the given plain names, joined for `className`; falsy names are left out. */
export function classList(styles: CSSModuleClasses, ...names: readonly (string | false | null | undefined)[]): string {
  return names.flatMap((name) => (name ? [styles[name] ?? name] : [])).join(' ');
}
