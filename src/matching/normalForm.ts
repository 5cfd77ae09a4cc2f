import anyAscii from 'any-ascii'

/** No name is longer. What comes after is not looked at: five megabytes in one field cost what a long name costs. */
export const nameLimit = 400
/** A form may grow while it is written in Latin letters (one sign gives several letters); words beyond these add nothing to a name. */
const formLimit = 600

/**
 * One sign is one syllable in these scripts and no blank stands between them: each becomes a word, and words are put together again where
 * they are compared.
 */
const syllables = /[\p{Script=Han}\p{Script=Hangul}]/gu
/** Pictures and ornaments have names in Latin letters, which are no part of anybody's. */
const pictures = /[\p{Extended_Pictographic}\p{So}]/gu
/** O'Brien, Mu'ammar, Myo'ng; the Arabic ayn and hamza; the soft and hard signs. Said or not, they part no words. */
const apostrophes = /[\u0027\u0060\u00b4\u02b0-\u02ff\u2018-\u201b\u2032\u0300-\u036f]/g
/** Elision parts words in French and Italian: d'Estaing, l'Oréal, dell'Utri. */
const elision = /(^|[^\p{L}])([dl]|dell|dall|all|qu)['\u2019](?=\p{L})/giu
/** J.P.Morgan, S.A.R.L.: letters with dots are one word if they are capitals of an abbreviation. */
const dotted = /(?<![\p{L}\p{N}])(?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{N}]))?/gu

/** In Arabic the article is written with its word, and Abdullah as two words; a Latin transcription has it the other way round. */
const arabic: readonly (readonly [RegExp, string])[] = [[/عبد\s?الله/g, ' abdullah '], [/(?<!\p{L})ال(?=\p{L}{2})/gu, ' al ']]

const latin = (name: string): string =>
  anyAscii(
    arabic
      .reduce((text, [written, said]) => text.replace(written, said), name.slice(0, nameLimit).normalize('NFKC'))
      .replace(pictures, ' ')
      .replace(elision, '$1$2 ')
      .replace(dotted, (letters) => `${letters.replaceAll('.', '')} `)
      .replace(apostrophes, '')
      .replace(syllables, ' $& '),
  )
    .replace(apostrophes, '')

/**
 * A name as it is indexed: lower-case letters and digits of ASCII, words parted by one blank, nothing left out (legal forms, titles and
 * particles stay). Empty where a name holds no letter and no digit. Cut at `nameLimit` characters.
 */
export const normalForm = (name: string): string =>
  latin(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .slice(0, formLimit)
    .trim()
