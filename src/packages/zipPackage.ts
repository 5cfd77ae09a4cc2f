import { strToU8, zipSync, type Zippable } from 'fflate'
import { asCsv, asJson, type Contents } from './contents.ts'
import { packagePdf } from './packagePdf.ts'

const names = { fr: { pdf: 'lisez-moi.pdf', json: 'donnees.json' }, en: { pdf: 'read-me.pdf', json: 'data.json' } } as const

/**
 * One archive: what one reads, what a machine reads, and the pieces. Its dates are those of the collection, so that the same contents make the
 * same bytes.
 */
export const zipPackage = async (contents: Contents): Promise<Buffer> => {
  const { lang, parts, pieces, at } = contents
  const files: Zippable = { [names[lang].pdf]: await packagePdf(contents), [names[lang].json]: strToU8(asJson(contents)) }
  for (const part of parts) files[`csv/${part.table}.csv`] = strToU8(asCsv(part))
  // pictures and PDFs are pressed already
  for (const { path, bytes } of pieces) files[path] = [bytes, { level: 0 }]
  return Buffer.from(zipSync(files, { mtime: at, level: 6 }))
}
