/**
 * k6's error codes (lib/netext/httpext/error_codes.go) of requests that never left: a bad URL, a name that
 * did not resolve or is blocked, a connection that was not made, a certificate refused before anything was
 * said. All else (time-outs, resets, broken pipes) may have reached the target.
 */
export function certainlyNotSent(code: number): boolean {
  return (
    code === 1020 ||
    (code >= 1100 && code <= 1111) ||
    (code >= 1210 && code <= 1213) ||
    code === 1310 ||
    code === 1311
  );
}
