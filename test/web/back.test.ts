import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ownPath } from '#src/web/back.ts'

it.each(['/console', '/console/queue', '/console/queue?kind=new_dossier&x=1', '/console/dossiers/doss_1'])('leads back to %s', (path) => {
  expect(ownPath(path, '/console')).toBe(path)
})

it.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/console/../merchant',
  '/console/..//evil.example',
  '/consolevil',
  '/merchant',
  'console',
  '',
  'javascript:alert(1)',
  '/%2e%2e/evil',
  '/\t/evil.example',
  '/console/../../evil',
  null,
  undefined,
  7,
  ['/console'],
])('does not lead to %j', (path) => expect(ownPath(path, '/console')).toBe('/console'))

it('never leaves the house, whatever is typed', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webPath(),
        fc.webUrl(),
        fc.string().map((text) => `/${text}`),
        fc.string().map((text) => `/console/${text}`),
      ),
      (text) => {
        for (const under of ['/console', '/']) {
          const url = new URL(ownPath(text, under), 'https://vigie.example')
          expect(url.origin).toBe('https://vigie.example')
          expect(url.pathname.startsWith(under)).toBe(true)
        }
      },
    ),
    { numRuns: 500 },
  )
})
