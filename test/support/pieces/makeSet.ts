import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import type { Pixels } from '#src/platform/pdf/page.ts'
import { actSheets } from './acts.ts'
import { associationSheets } from './associations.ts'
import { bankSheets } from './banks.ts'
import { billSheets } from './bills.ts'
import { decoySheets } from './decoys.ts'
import { degrade, type Quality } from './degrade.ts'
import { drawFace } from './drawFace.ts'
import type { Sample } from './faces.ts'
import { luckOf } from './luck.ts'
import { registerSheets } from './registers.ts'
import type { Drawn } from './sheet.ts'

export const allSheets: Drawn[] = [...registerSheets, ...actSheets, ...bankSheets, ...billSheets, ...associationSheets, ...decoySheets]

const qualities: Quality[] = ['clean', 'scan', 'phone', 'photo']
/** 200 dots an inch, the browser counting 96 to one. */
const scale = 200 / 96
const pixels = (millimetres: number): number => Math.round((millimetres / 25.4) * 96)

type Truths = Record<string, unknown>
const endingOf = (quality: Quality): string => (quality === 'clean' ? 'png' : 'jpg')

/** Where to, and with which seed hands and lamps are drawn: none for the usual ones. */
export type Into = { folder: string; seed?: number | undefined }

/** One drawn piece in every quality, with its line of the truth. */
const keep = async ({ folder, seed }: Into, id: string, drawn: Buffer, truth: Record<string, unknown>): Promise<Truths> => {
  const files = qualities.map((quality) => `${id}.${quality}.${endingOf(quality)}`)
  for (const [at, quality] of qualities.entries())
    await writeFile(
      join(folder, files[at] ?? ''),
      await degrade(drawn, quality, seed === undefined ? undefined : luckOf(seed, `${id}.${quality}`)),
    )
  return { [id]: { mrz: null, ...truth, files, quality: Object.fromEntries(files.map((file, at) => [file, qualities[at]])) } }
}

/** Draws every sheet in every quality into the folder; answers its part of the truth. */
export const drawSheets = async (browser: Browser, into: Into, sheets: readonly Drawn[] = allSheets): Promise<Truths> => {
  const truths: Truths = {}
  for (const { id, type, html, fields, size: [across, down] = [210, 297] } of sheets) {
    const context = await browser.newContext({ viewport: { width: pixels(across), height: pixels(down) }, deviceScaleFactor: scale })
    const view = await context.newPage()
    await view.setContent(html)
    const drawn = await view.screenshot()
    await context.close()
    Object.assign(truths, await keep(into, id, drawn, { shows: type, fields }))
  }
  return truths
}

const between = 60

/** Both sides of a card on one sheet, as a copier makes it. */
const onOneSheet = async (faces: { png: Buffer; pixels: Pixels }[]): Promise<Buffer> => {
  const width = Math.max(...faces.map(({ pixels: { width: one } }) => one)) + 2 * between
  const tops = faces.map((_, at) => faces.slice(0, at).reduce((sum, { pixels: { height } }) => sum + height + between, between))
  const height = faces.reduce((sum, { pixels: { height: one } }) => sum + one + between, between)
  return sharp({ create: { width, height, channels: 3, background: '#fdfdfb' } })
    .composite(faces.map(({ png }, at) => ({ input: png, left: between, top: tops[at] ?? 0 })))
    .png()
    .toBuffer()
}

/** The same for cards and passports, with their zones. */
export const drawCards = async (
  browser: Browser,
  into: Into,
  samples: readonly (Sample & { id: string; more?: Record<string, unknown> })[],
): Promise<Truths> => {
  const truths: Truths = {}
  const view = await browser.newPage()
  for (const { id, type, faces, truth, zone, more } of samples) {
    const drawn: { png: Buffer; pixels: Pixels }[] = []
    for (const face of faces) drawn.push(await drawFace(view, face))
    Object.assign(truths, await keep(into, id, await onOneSheet(drawn), { shows: type, fields: truth, mrz: zone, ...more }))
  }
  await view.close()
  return truths
}
