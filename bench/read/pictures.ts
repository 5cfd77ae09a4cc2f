import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { type PieceFacts, type PieceKind, type PieceQuality } from '#src/demo/pieces/facts.ts'
import { makePiece } from '#src/demo/pieces/makePiece.ts'
import type { DocumentType } from '#src/platform/ocr.ts'

export type Picture = { name: string; bytes: Buffer; type: DocumentType }

const types: Record<string, DocumentType> = { '.png': 'png', '.jpg': 'jpeg', '.jpeg': 'jpeg', '.webp': 'webp' }

/** The pictures of a folder. PDFs are left out: native tesseract does not open them. */
const picturesOf = async (folder: string, most: number): Promise<Picture[]> => {
  const names = (await readdir(folder)).filter((name) => types[extname(name).toLowerCase()]).sort().slice(0, most)
  return Promise.all(names.map(async (name) => ({
    name,
    bytes: await readFile(join(folder, name)),
    type: types[extname(name).toLowerCase()] as DocumentType,
  })))
}

const facts: PieceFacts = {
  company: {
    name: 'Atelier des Trois Rivières',
    legalForm: 'sas',
    siren: '732829320',
    siret: '73282932000074',
    address: '12 bis rue de la Roquette',
    postcode: '75011',
    city: 'Paris',
    capitalCents: 1_500_000,
    activity: 'Vente au détail de vaisselle',
    registeredOn: '2019-03-14',
  },
  person: { givenNames: 'Étienne', familyName: 'Lefèbvre', birthDate: '1978-11-02', birthPlace: 'Besançon', nationality: 'FR', sex: 'M' },
}
const kinds: PieceKind[] = ['kbis', 'rib', 'fr_cni_e', 'proof_of_address', 'passport', 'avis_sirene', 'fr_cni_old', 'statuts']
const qualities: PieceQuality[] = ['scan_jpeg', 'photo_jpeg']

/** The demo's own pieces, kind after kind, each scanned and photographed. */
const madePieces = (count: number): Promise<Picture[]> =>
  Promise.all(Array.from({ length: count }, async (_, at) => {
    const [kind, quality] = [kinds[Math.floor(at / 2) % kinds.length]!, qualities[at % 2]!]
    const { bytes } = await makePiece({ kind, quality, facts, seed: at + 1, today: '2026-11-22' })
    return { name: `${at + 1} ${kind} ${quality}`, bytes, type: 'jpeg' as const }
  }))

export const openPictures = (
  count: number,
  folder: string | undefined,
): Promise<Picture[]> => (folder ? picturesOf(folder, count) : madePieces(count))
