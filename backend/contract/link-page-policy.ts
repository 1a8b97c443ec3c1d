/**
 * What the page behind a link may do, for its response and its worker's: its own scripts, styles and requests, and nothing else. Sent as
 * `content-security-policy`.
 */
export const LINK_PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
