import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { prepareZXingModule, purgeZXingModule, readBarcodes, type ReadInputBarcodeFormat, type ReaderOptions,
  type ReadResult } from 'zxing-wasm/reader'
import { dictionary } from '#src/kernel/dictionary.ts'
import { type Grey, pgmOf } from './grey.ts'
import type { Box, CodeFormat, ReadCode } from './messages.ts'

const formats: ReadInputBarcodeFormat[] = ['DataMatrix', 'QRCode', 'Aztec', 'PDF417']
const nameOf: Record<string, CodeFormat> = dictionary({ DataMatrix: 'data_matrix', QRCode: 'qr_code', Aztec: 'aztec', PDF417: 'pdf417' })

/** A hostile QR code holds seven thousand signs, and a sheet of labels hundreds of codes. */
export const codeCaps = { perPage: 8, characters: 4_000 }

let ready: Promise<unknown> | undefined

/** Left to itself the package fetches its wasm from a CDN (ocr.md §6). */
const prepareEngine = async (): Promise<void> => {
  const bytes = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
  const wasmBinary = new Uint8Array(bytes).buffer
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
}

export const forgetEngine = (): void => {
  purgeZXingModule()
  ready = undefined
}

/** Not `text` of the result: that is made for people, with `<GS>` for the separators that a 2D-DOC's signature covers. */
const textOf = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return Buffer.from(bytes).toString('latin1')
  }
}

const boxOf = ({ topLeft, topRight, bottomLeft, bottomRight }: ReadResult['position']): Box => {
  const [xs, ys] = [
    [topLeft, topRight, bottomLeft, bottomRight].map(({ x }) => x),
    [topLeft, topRight, bottomLeft, bottomRight].map(({ y }) => y),
  ]
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/** The codes of a picture, their boxes in its pixels. A PGM takes a quarter of the memory that RGBA does. */
export const findCodes = async (picture: Grey, options: ReaderOptions): Promise<ReadCode[]> => {
  await (ready ??= prepareEngine())
  const found = await readBarcodes(pgmOf(picture), { formats, maxNumberOfSymbols: codeCaps.perPage, ...options })
  return found
    .filter(({ isValid, bytes, symbology }) => isValid && bytes.length > 0 && symbology in nameOf)
    .map(({ symbology, bytes, position }) => ({
      format: nameOf[symbology] as CodeFormat,
      text: textOf(bytes).slice(0, codeCaps.characters),
      box: boxOf(position),
    }))
}
