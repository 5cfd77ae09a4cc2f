import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanFileName } from '#src/documents/fileName.ts'

describe('cleanFileName', () => {
  test.each(
    [
      ['Kbis 2026.pdf', 'pdf', 'Kbis 2026.pdf'],
      ['C:\\Users\\moi\\Kbis.PDF', 'pdf', 'Kbis.pdf'],
      ['../../etc/passwd', 'png', 'passwd.png'],
      ['photo.pdf', 'jpeg', 'photo.jpg'],
      ['photo.JPEG', 'jpeg', 'photo.jpeg'],
      ['facture\u202efdp.exe', 'pdf', 'facturefdp.pdf'],
      ['a\u0000b\u200bc\n.pdf', 'pdf', 'abc.pdf'],
      ['statuts S.A.R.L. Dupont', 'pdf', 'statuts S.A.R.L. Dupont.pdf'],
      ['.htaccess', 'pdf', 'htaccess.pdf'],
      ['', 'webp', 'document.webp'],
      ['....pdf', 'pdf', 'pdf.pdf'],
      ['pièce d’identité n°1?.png', 'png', 'pièce d’identité n°1_.png'],
    ] as const,
  )('%j as %s → %j', (name, type, expected) => {
    expect(cleanFileName(name, type)).toBe(expected)
  })

  test('whatever comes in, what goes out is short, visible and of the right type; cleaning twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const clean = cleanFileName(name, 'pdf')
        expect([...clean].length).toBeLessThanOrEqual(120)
        expect(clean).toMatch(/^[^/\\\p{Cc}\p{Cf}]+\.pdf$/u)
        expect(cleanFileName(clean, 'pdf')).toBe(clean)
      }),
      { numRuns: 60 },
    )
  })
})
