/** What the PDF's own fonts can print (WinAnsi): Latin letters of the West, the euro, typographic marks. */
const beyondLatin1 = new Set('ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™')

const prints = (letter: string): boolean => {
  const code = letter.codePointAt(0) ?? 0
  return (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || beyondLatin1.has(letter)
}

const stand: Record<string, string> = { ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ı: 'i', İ: 'I', ħ: 'h', Ħ: 'H', '\u202f': '\u00a0', '\u2009': ' ', '−': '-', '\u2011': '-' }

/** A letter from further East keeps its shape without its accent; what has no Latin form at all is shown as a question mark, never refused. */
const printedLetter = (letter: string): string => {
  if (prints(letter)) return letter
  const known = stand[letter]
  if (known) return known
  const bare = letter.normalize('NFKD').replace(/\p{M}/gu, '')
  return [...bare].every(prints) && bare !== '' ? bare : '?'
}

export const printable = (text: string): string => [...text.normalize('NFC').replace(/[\n\r\t]+/g, ' ')].map(printedLetter).join('')
