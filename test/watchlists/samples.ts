import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ListFile } from '#src/watchlists/readList.ts'

const folder = fileURLToPath(new URL('../../samples/watchlists', import.meta.url))
export const sharedLists = '/work/shared/data/lists'
export const hasShared = existsSync(sharedLists)

export const sample = (name: string): ListFile => ({ name: name.split('/').at(-1)!, bytes: readFileSync(join(folder, name)) })
export const ofacSet = (): ListFile[] => readdirSync(join(folder, 'ofac')).map((name) => sample(`ofac/${name}`))
export const shared = (...names: string[]): ListFile[] =>
  names.map((name) => ({ name: name.split('/').at(-1)!, bytes: readFileSync(join(sharedLists, name)) }))

/** A file of words, as if somebody handed it in. */
export const fileOf = (text: string, name = 'list.csv'): ListFile => ({ name, bytes: Buffer.from(text) })

/** Our own format, one line for each. */
export const ownList = (...lines: string[]): ListFile =>
  fileOf(['ref;name;birth;nationalities;identifiers;weak_aliases;remarks', ...lines].join('\n') + '\n')
