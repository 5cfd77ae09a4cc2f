import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One piece of a set (FORMAT.md). Whatever a set adds is ignored, whatever it leaves out is taken as not asked. */
export type TruthPiece = {
  type?: string
  kind?: string
  shows?: string
  files?: string[] | string
  quality?: Record<string, string> | string[] | string
  mrz?: string[] | null
  fields?: Record<string, unknown>
  received_on?: string
  declared?: TruthDeclared | null
  expect?: { check: string; verdict: string; why?: string }[]
}
export type TruthPerson = {
  last_name?: string | null
  usage_name?: string | null
  first_names?: string[] | string | null
  birth_date?: string | null
  birth_place?: string | null
  nationality?: string | null
  address?: string | null
}
export type TruthDeclared = {
  person?: TruthPerson | null
  company?: { name?: string | null; legal_form?: string | null; siren?: string | null; rna?: string | null; seat?: string | null } | null
  payout_iban?: string | null
  payout_holder?: string | null
  kind?: string | null
}

/** One picture of a piece. */
export type Case = { id: string; file: string; path: string; quality: string; truth: TruthPiece }

const qualityOf = (file: string, at: number, { quality }: TruthPiece): string => {
  if (typeof quality === 'string') return quality
  if (Array.isArray(quality)) return quality[at] ?? 'unknown'
  return quality?.[file] ?? /\.(clean|scan|scanned|photo|phone|text)\./.exec(file)?.[1] ?? (file.endsWith('.pdf') ? 'pdf' : 'unknown')
}

const endings = ['png', 'jpg', 'jpeg', 'webp', 'pdf']
const filesOf = (folder: string, id: string, { files }: TruthPiece): string[] => {
  if (typeof files === 'string') return [files]
  return files ?? endings.map((ending) => `${id}.${ending}`).filter((file) => existsSync(join(folder, file)))
}

/** Every picture that the folder's truth.json names. Throws where there is none: a bench over nothing would look perfect. */
export const casesOf = (folder: string): Case[] => {
  const all = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Record<string, TruthPiece>
  const pieces = Object.entries(all).filter(([, truth]) => truth && typeof truth === 'object')
  const cases = pieces.flatMap(([id, truth]) =>
    filesOf(folder, id, truth).map((file, at): Case => ({ id, file, path: join(folder, file), quality: qualityOf(file, at, truth), truth }))
  )
  const missing = cases.filter(({ path }) => !existsSync(path))
  if (cases.length === 0 || missing.length > 0) throw new Error(`no such pictures: ${missing.map(({ file }) => file).join(', ') || folder}`)
  return cases
}
