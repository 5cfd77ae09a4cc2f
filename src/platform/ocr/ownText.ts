import type { Pdf } from '#src/platform/pdf.ts'
import type { RenderSize } from '#src/platform/pdf/page.ts'
import { overlaps } from './agrees.ts'
import { confidenceOf } from './confidence.ts'
import { textOf } from './layout.ts'
import type { ReadPage } from './messages.ts'

/**
 * What a PDF page says of itself. `isDoubtful`: it is believed only where the picture says the same. `pictures`: their share of the page.
 */
export type OwnText = { page: ReadPage; isDoubtful: boolean; pictures: number }

/** ocr.md §5: fewer than twenty characters are a scanner's header, not the page's text. */
const leastCharacters = 20
/** A signing service stamps its envelope number on a scan: its picture nearly fills the page, and the text is a line or two. */
const scanShare = 0.75
const stampLength = 250
/** More than half of the text in no ink: the layer a scanner leaves for searching. */
const mostHidden = 0.5
/** A blank hair of punctuation may be lost; more was hidden by somebody. */
const someHidden = 0.02
/** A logo covers less. */
const somePicture = 0.1
/** Every piece but statutes and accounts ends before; their pages cost two seconds each to compare. */
const comparedPages = 5

const plausible = /[\p{L}\p{N}<.,;:'’"()/%€&@°+*_-]/gu

/** Null where that is nothing, noise (fonts without a character map), a layer that nobody sees, or a stamp on a scan. */
export const ownText = (pdf: Pdf, page: number, paper: RenderSize): OwnText | null => {
  const { words, garbage, hidden } = pdf.pageWords(page, paper)
  const text = words.map((word) => word.text).join('')
  const real = text.replace(/[^\p{L}\p{N}]/gu, '').length
  const sensible = (text.match(plausible) ?? []).length / Math.max(1, text.length)
  if (real < leastCharacters || garbage > 0.2 || sensible < 0.75 || hidden > mostHidden) return null
  const pictures = pdf.pictureShare(page)
  if (text.length < stampLength && pictures > scanShare) return null
  const read = words.map((word) => ({ ...word, confidence: 100 }))
  return {
    page: {
      page,
      ...pdf.pageSize(page, paper),
      source: 'pdf_text',
      text: textOf(read),
      confidence: null,
      words: read,
      codes: [],
      rotationDegrees: 0,
    },
    isDoubtful: page <= comparedPages || pictures > somePicture || hidden > someHidden,
    pictures,
  }
}

/** Of a page that is text and picture both (a card pasted into a letter), the picture's words come beside the text's. */
export const withSeen = ({ page, pictures }: OwnText, seen: ReadPage): ReadPage => {
  if (pictures <= somePicture) return { ...page, codes: seen.codes }
  const more = seen.words.filter((word) => !page.words.some((own) => overlaps(own.box, word.box)))
  const words = [...page.words, ...more]
  return { ...page, codes: seen.codes, words, text: textOf(words), confidence: more.length ? confidenceOf(more) : null }
}
