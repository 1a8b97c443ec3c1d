// For tests: browsers can do this, the Node that runs the tests cannot yet.
// oxlint-disable-next-line no-extend-native -- as it will be in the language.
Object.defineProperty(Uint8Array.prototype, 'toBase64', {
  value(this: Uint8Array): string {
    return Buffer.from(this).toString('base64');
  },
  configurable: true,
});

Object.defineProperty(Uint8Array, 'fromBase64', {
  configurable: true,
  writable: true,
  value: (text: string) => Uint8Array.from(Buffer.from(text, 'base64')),
});
