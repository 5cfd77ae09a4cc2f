import { type Grey, greyOf, workOn } from '../grey.ts'
import type { Box } from '../messages.ts'
import { recogniseSigns } from '../tesseract.ts'
import { cutStraight } from '../zoneCut.ts'
import { height, type Word } from '../zoneWords.ts'
import { judgeAlike } from './alike.ts'
import { type Glyph, glyphsIn, levelOf, spacedOut } from './glyphs.ts'
import { type Ballot, electedOf } from './vote.ts'

/** Pixels of the word's height when it is read again: as the letters of a page are at 400 dpi. */
const tall = 40
/** Below the level of the ink: the darker, the better are letters that touch told apart, and the sooner do thin strokes break. */
const levels = [-15, 0, -30]
/** Between two signs, of the word's height. */
const gaps = [0.18, 0.36, 0.6]
/** A page of noise is not read twice over. */
const mostWords = 2
const sureAbove = 90
/** What several readings do not agree on, or leave open, is nobody's to be sure of. */
export const doubtful = 30

/** So often a small letter or a figure goes over into a capital, which no word and no name does twice. */
const changes = (text: string): number => text.match(/[a-z0-9][A-Z]/g)?.length ?? 0

/**
 * A code made by a machine: eight signs and more, large and small in the middle of each other. What stands in no dictionary is read badly
 * beside its neighbours (« k9TqXz4Wb1 » came as « KoTqXz4Wb1 »): Tesseract takes a word as a whole.
 */
export const isCodeWord = ({ text, confidence }: Word): boolean =>
  confidence < sureAbove && /^[A-Za-z0-9]{8,14}$/.test(text) && /[a-z]/.test(text) && changes(text) >= (/\d/.test(text) ? 1 : 2)

/** The word's part of the picture, enlarged, and where the word stands in it. */
const enlarged = async (picture: Grey, tilt: number, { box }: Word): Promise<{ grey: Grey; part: Box }> => {
  const margin = Math.round(height(box) * 0.6)
  const cut = await cutStraight(picture, tilt, [box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin])
  const scale = Math.min(3, tall / height(box))
  const grey = await greyOf(workOn(cut.picture).resize({ width: Math.round(cut.picture.width * scale) }))
  const [x, y] = [-cut.left, -cut.top]
  return { grey, part: [(box[0] + x - 2) * scale, (box[1] + y) * scale, (box[2] + x + 2) * scale, (box[3] + y) * scale] }
}

/** Signs that stand apart and come out as more signs, or fewer, are no reading of them. */
const spoiled = 0.4
const weightOf = (text: string, glyphs: readonly Glyph[]): number => {
  const [fewer, more] = [Math.min(text.length, glyphs.length), Math.max(text.length, glyphs.length)]
  return fewer === more ? 1 : (spoiled * fewer) / more
}

const readOnce = async (grey: Grey, glyphs: readonly Glyph[], gap: number): Promise<Ballot> => {
  const { words } = await recogniseSigns(await greyOf(workOn(spacedOut(glyphs, grey, gap)).blur(0.8)))
  const judged = judgeAlike(words.sort((a, b) => a.box[0] - b.box[0]).map(({ text }) => text).join(''), glyphs)
  return { ...judged, weight: weightOf(judged.text, glyphs) }
}

/** Two ways as different as the whole word and its signs apart, agreed, leave nothing open. */
const wholeWord = ({ text }: Word): Ballot => ({ text, isSure: true, weight: 1 })

const readWord = async (picture: Grey, tilt: number, word: Word): Promise<Word> => {
  const { grey, part } = await enlarged(picture, tilt, word)
  const level = levelOf(grey)
  const ballots: Ballot[] = [wholeWord(word)]
  for (const more of levels) {
    const glyphs = glyphsIn(grey, level + more, part)
    for (const gap of glyphs.length ? gaps : []) {
      ballots.push(await readOnce(grey, glyphs, Math.round(gap * tall)))
      const elected = electedOf(ballots)
      if (elected?.isSure) return { ...word, text: elected.text, confidence: Math.round(elected.share * sureAbove) }
    }
  }
  const elected = electedOf(ballots)
  return { ...word, text: elected?.leads ? elected.text : word.text, confidence: Math.min(doubtful, word.confidence) }
}

/** Reads a page's doubtful codes again, their signs set apart, in several ways that vote. Some 0.1 s a code, where there is one. */
export const readCodeWords = async (picture: Grey, tilt: number, words: readonly Word[]): Promise<Word[]> => {
  const doubted = words.filter(isCodeWord).slice(0, mostWords)
  const again = new Map<Word, Word>()
  for (const word of doubted) again.set(word, await readWord(picture, tilt, word))
  return words.map((word) => again.get(word) ?? word)
}
