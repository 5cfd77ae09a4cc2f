import { dictionary } from '#src/kernel/dictionary.ts'
import { isPrintable } from '#src/kernel/letters.ts'

/** What the PDF's own fonts can print (WinAnsi): Latin letters of the West, the euro, typographic marks. */
const beyondLatin1 = new Set('ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™')

const isPlainLetter = (letter: string): boolean => {
  const code = letter.codePointAt(0) ?? 0
  return (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || beyondLatin1.has(letter)
}

/** Blanks and dashes that look the same as ones every font has. */
const sameSign: Record<string, string> = dictionary({
  '\u202f': '\u00a0',
  '\u2009': ' ',
  '−': '-',
  '\u2011': '-',
  '\n': ' ',
  '\r': ' ',
  '\t': ' ',
})

/**
 * As it is drawn: one line, composed letters, each by itself. A sign that no form lets in (a browser's name may hold any) is a question
 * mark.
 */
export const printable = (text: string): string =>
  [...text.normalize('NFC')].map((letter) => sameSign[letter] ?? (isPrintable(letter) ? letter : '?')).join('')

/** Drawn with the fonts that every reader of PDF has; any other text brings its own font along. */
export const isPlain = (text: string): boolean => [...printable(text)].every(isPlainLetter)
