/** SHA-256 of a request's body, 64 hex digits, which the signature covers. The client computes it where it does not stand there already. */
export const CONTENT_DIGEST = 'x-amz-content-sha256';

/** Where a header has to be added so that the signature covers it. */
export const BEFORE_SIGNING = { step: 'build' } as const;

/** Adds a header to one command's request. */
export function withHeader(name: string, value: string) {
  return <Args extends { readonly request: unknown }, Result>(next: (args: Args) => Result) =>
    (args: Args): Result => {
      (args.request as { headers: Record<string, string> }).headers[name] = value;
      return next(args);
    };
}
