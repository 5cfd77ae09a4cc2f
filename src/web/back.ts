const base = 'http://own.invalid'

/**
 * Where a form leads back to: a path of our own under `under` ('/console', '/merchant', '/'), else `under` itself. `//evil.example`,
 * `/\evil.example` and `/console/../elsewhere` are not.
 */
export const ownPath = (text: unknown, under: string): string => {
  if (typeof text !== 'string' || text.length > 600 || !/^\/(?![/\\])/.test(text) || !URL.canParse(text, base)) return under
  const url = new URL(text, base)
  const isUnder = under === '/' || url.pathname === under || url.pathname.startsWith(`${under}/`)
  return url.origin === base && isUnder && !url.pathname.startsWith('//') ? url.pathname + url.search : under
}
