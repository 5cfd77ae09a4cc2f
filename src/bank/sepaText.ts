import { dictionary } from '#src/kernel/dictionary.ts'

const plainLetters: Record<string, string> = dictionary({
  œ: 'oe',
  Œ: 'OE',
  æ: 'ae',
  Æ: 'AE',
  ß: 'ss',
  ẞ: 'SS',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'TH',
  ı: 'i',
  '€': 'EUR',
  '&': '+',
  '’': "'",
  '‘': "'",
  '`': "'",
  '´': "'",
})

const greek: Record<string, string> = Object.fromEntries(
  'α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o'.split(' ').map((pair) =>
    pair.split(':') as [string, string]
  ),
)
const cyrillic: Record<string, string> = Object.fromEntries(
  'а:a б:b в:v г:g д:d е:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:sht ъ:a ь:y ю:yu я:ya ы:y э:e і:i ї:yi є:ye ґ:g'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
)

const asPlain = (letter: string): string => {
  const known = plainLetters[letter] ?? greek[letter] ?? cyrillic[letter]
  if (known !== undefined) return known
  const small = letter.toLowerCase()
  const lower = greek[small] ?? cyrillic[small]
  return lower === undefined ? letter : lower.charAt(0).toUpperCase() + lower.slice(1)
}

/** Letters with their marks taken off; the marks of й and ї are part of the letter. */
const withoutMarks = (text: string): string =>
  [...text.normalize('NFC')]
    .map((letter) => (cyrillic[letter.toLowerCase()] ? letter : letter.normalize('NFKD').replace(/\p{M}/gu, '')))
    .join('')

/**
 * The letters that every bank of SEPA takes (EPC217-08: a–z A–Z 0–9 / - ? : ( ) . , ' + and the blank). Others are written as in a transliteration,
 * what cannot be is a full stop. Never begins or ends with a slash, never has two in a row; cut at `most`. A text of nothing is `-`.
 */
export const sepaText = (text: string, most: number): string => {
  const plain = [...withoutMarks(text)].map(asPlain).join('').replace(/\s+/g, ' ').replace(/[^A-Za-z0-9/\-?:().,'+ ]/g, '.').replace(
    /\/{2,}/g,
    '/',
  )
  const cut = plain.trim().slice(0, most).replace(/^\/+|\/+$/g, '').trim()
  return cut === '' ? '-' : cut
}
