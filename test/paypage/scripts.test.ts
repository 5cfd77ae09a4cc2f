import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { authorisedScripts } from '#src/paypage/scripts.ts'

const root = new URL('../../', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8')

describe('scripts of the payment page (PCI DSS 6.4.3, 11.6.1)', () => {
  it.each(authorisedScripts.map((one) => [one.name, one] as const))(
    '%s is the one that was authorised',
    (name, { integrity, reason, authorisedOn }) => {
      expect(`sha384-${createHash('sha384').update(text(`public/${name}`)).digest('base64')}`).toBe(integrity)
      expect(reason.length).toBeGreaterThan(20)
      expect(authorisedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    },
  )

  it('brings no other along, and asks nothing of anybody', () => {
    for (const { name } of authorisedScripts)
      expect(text(`public/${name}`)).not.toMatch(
        /\bimport\b|\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|document\.cookie|localStorage|innerHTML|eval\(/,
      )
  })

  it('the pages name scripts by the list only, each with its mark; the bank’s has none', () => {
    const views = ['paypage', 'issuer'].flatMap((room) =>
      readdirSync(new URL(`views/${room}`, root)).map((file) => `views/${room}/${file}`)
    )
    const tags = views.flatMap((file) => [...text(file).matchAll(/<script[^>]*>/g)].map(([tag]) => tag))
    expect(tags).toEqual(['<script type="module" src="{{asset name}}" integrity="{{integrity}}">'])
  })
})
