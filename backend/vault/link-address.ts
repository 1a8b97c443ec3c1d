/** The server a link points at as people write it: a name, or https://name:port. @returns https://name:port; undefined where it is none */
export function parseServer(text: string): string | undefined {
  const address = /^[a-z]+:\/\//i.test(text) ? text : `https://${text.trim()}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isPlain = url?.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  return url?.protocol === 'https:' && isPlain ? url.origin : undefined;
}

/** What somebody is sent: behind the `#` is what no server is ever told (format 5.4). */
export function linkAddress(server: string, { id, secret }: { readonly id: string; readonly secret: string }): string {
  return `${server}/d/${id}#${secret}`;
}
