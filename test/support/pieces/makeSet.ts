import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { launchBrowser } from '#test/support/browser.ts'
import { associationSheets } from './associations.ts'
import { bankSheets } from './banks.ts'
import { billSheets } from './bills.ts'
import { decoySheets } from './decoys.ts'
import { degrade, type Quality } from './degrade.ts'
import { registerSheets } from './registers.ts'
import type { Drawn } from './sheet.ts'

export const allSheets: Drawn[] = [...registerSheets, ...bankSheets, ...billSheets, ...associationSheets, ...decoySheets]

const qualities: Quality[] = ['clean', 'scan', 'phone', 'photo']
/** 200 dots an inch, the browser counting 96 to one. */
const scale = 200 / 96
const pixels = (millimetres: number): number => Math.round((millimetres / 25.4) * 96)

/** Draws every sheet in every quality into the folder, with its truth.json. */
export const makeSet = async (folder: string, sheets: readonly Drawn[] = allSheets): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const browser = await launchBrowser()
  const truth: Record<string, unknown> = {}
  try {
    for (const { id, type, html, fields, size: [across, down] = [210, 297] } of sheets) {
      const context = await browser.newContext({ viewport: { width: pixels(across), height: pixels(down) }, deviceScaleFactor: scale })
      const view = await context.newPage()
      await view.setContent(html)
      const drawn = await view.screenshot()
      await context.close()
      const files = qualities.map((quality) => `${id}.${quality}.${quality === 'clean' ? 'png' : 'jpg'}`)
      for (const [at, quality] of qualities.entries()) await writeFile(join(folder, files[at] ?? ''), await degrade(drawn, quality))
      truth[id] = { shows: type, fields, mrz: null, files, quality: Object.fromEntries(files.map((file, at) => [file, qualities[at]])) }
    }
  } finally {
    await browser.close()
  }
  await writeFile(join(folder, 'truth.json'), JSON.stringify(truth, null, 1))
}
