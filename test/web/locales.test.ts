import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const folder = new URL('../../locales/', import.meta.url)
type Tree = { [key: string]: string | Tree }

const roomsOf = (lang: string) => readdirSync(new URL(`${lang}/`, folder)).filter((name) => name.endsWith('.json')).sort()
const read = (lang: string, room: string) => JSON.parse(readFileSync(new URL(`${lang}/${room}`, folder), 'utf8')) as Tree

const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap((
    [key, value],
  ): [string, string][] => (typeof value === 'string' ? [[path + key, value]] : flat(value, `${path}${key}.`)))

const placeholders = (text: string) => [...new Set([...text.matchAll(/\{\{\s*([^},]+)/g)].map((found) => found[1]!.trim()))].sort()
const shape = (lang: string, room: string) => Object.fromEntries(flat(read(lang, room)).map(([key, text]) => [key, placeholders(text)]))

test('both languages have the same rooms', () => expect(roomsOf('en')).toEqual(roomsOf('fr')))

describe.each(roomsOf('fr'))('locales/*/%s', (room) => {
  test('has the same keys and the same placeholders in French and English', () => expect(shape('en', room)).toEqual(shape('fr', room)))

  test.each(['fr', 'en'])('leaves no text empty and none untrimmed in %s', (lang) => {
    for (const [key, text] of flat(read(lang, room))) expect(text, key).toMatch(/^\S(.*\S)?$/s)
  })

  test.each(['fr', 'en'])('gives every plural its singular in %s', (lang) => {
    const keys = flat(read(lang, room)).map(([key]) => key)
    for (const key of keys.filter((one) => one.endsWith('_other'))) expect(keys).toContain(key.replace(/_other$/, '_one'))
  })

  test.each(['fr', 'en'])('says nothing with a straight apostrophe or a pictogram in %s', (lang) => {
    for (const [key, text] of flat(read(lang, room))) expect(text, key).not.toMatch(/\p{L}'\p{L}|\p{Extended_Pictographic}/u)
  })
})
