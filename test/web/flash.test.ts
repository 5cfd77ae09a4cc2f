import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { isTextKey } from '#src/web/cookies.ts'

const src = fileURLToPath(new URL('../../src/', import.meta.url))
const said = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) =>
    [...readFileSync(src + name, 'utf8').matchAll(/\b(?:good|warning|bad|neutral)\((['`])([^'`]+)\1/g)].map(([, , key]) =>
      key!.replace(/\$\{[^}]*\}/g, 'part')
    )
  )

it('whatever an act says once it is done is shown on the page it leads to', () => {
  expect(said.length).toBeGreaterThan(100)
  expect(said.filter((key) => !isTextKey(key))).toEqual([])
})

it.each(['', 'nothing', 'web:', ':key', 'web:<b>', 'web:a b', 7, null])(
  '%s is no text of ours',
  (key) => expect(isTextKey(key)).toBe(false),
)
