import type { Browser } from 'playwright-core'
import type { ReadPage, ReadWord } from '#src/platform/ocr.ts'
import { textOf } from '#src/platform/ocr/layout.ts'
import type { Drawn } from './sheet.ts'

type Placed = { text: string; box: ReadWord['box'] }

/** Runs in the page: every printed word with its box. Text alone, no letter is guessed. */
const wordsInPage = (): Placed[] => {
  type Node = { textContent: string | null }
  type Walker = { nextNode: () => Node | null }
  type Rect = { left: number; top: number; right: number; bottom: number }
  type Range = { setStart: (node: Node, at: number) => void; setEnd: (node: Node, at: number) => void; getBoundingClientRect: () => Rect }
  const { document } = globalThis as unknown as {
    document: { body: Node; createTreeWalker: (root: Node, what: number) => Walker; createRange: () => Range }
  }
  const walker = document.createTreeWalker(document.body, 4)
  const words: Placed[] = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const found of (node.textContent ?? '').matchAll(/\S+/g)) {
      const range = document.createRange()
      range.setStart(node, found.index)
      range.setEnd(node, found.index + found[0].length)
      const { left, top, right, bottom } = range.getBoundingClientRect()
      if (right > left)
        words.push({
          text: found[0],
          box: [left, top, right, bottom].map((side) => Math.round(side * 2)) as ReadWord['box'],
        })
    }
  }
  return words
}

/** A sheet as a faultless reading would leave it: the browser sets the words, nobody has to guess them. */
export const pageOfSheet = async (
  browser: Browser,
  { html, size: [across, down] = [210, 297] }: Drawn,
  confidence = 93,
): Promise<ReadPage> => {
  const [width, height] = [Math.round((across / 25.4) * 96), Math.round((down / 25.4) * 96)]
  const page = await browser.newPage({ viewport: { width, height } })
  await page.setContent(html)
  const words = (await page.evaluate(wordsInPage)).map((word) => ({ ...word, confidence }))
  await page.close()
  return {
    page: 1,
    width: 2 * width,
    height: 2 * height,
    source: 'ocr',
    text: textOf(words),
    confidence,
    words,
    codes: [],
    rotationDegrees: 0,
  }
}
