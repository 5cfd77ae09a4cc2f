import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import fontkit from '@pdf-lib/fontkit'
import { describe, expect, it } from 'vitest'
import { isPrintable } from '#src/kernel/letters.ts'

const font = fontkit.create(readFileSync(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')))

describe('what a contract can print', () => {
  it('the font has a shape for every sign that is let in', () => {
    const missing: string[] = []
    for (let code = 0x20; code < 0x30000; code++) {
      const sign = String.fromCodePoint(code)
      if (!/\p{Cs}/u.test(sign) && sign.normalize('NFC') === sign && isPrintable(sign) && !font.hasGlyphForCodePoint(code))
        missing.push(code.toString(16))
    }
    expect(missing).toEqual([])
  })

  it.each([
    'Zoë Ðorđević',
    'Ødegård',
    'Nguyễn Thị Ánh',
    'Ştefăniță',
    'Şükrü Ağaoğlu',
    'Łódź',
    'Иванов',
    'Παπαδόπουλος',
    'ﬁnance',
    '« 12 € – 3 £ »',
    'N° 5',
  ])('%s', (text) => expect(isPrintable(text)).toBe(true))
  it.each(['李', 'مخبز', 'שלום', '🏙', 'ก', 'नमस्ते', '𝔸', 'a\u0000', 'x\u0335'])(
    '%j is none',
    (text) => expect(isPrintable(text)).toBe(false),
  )
})
