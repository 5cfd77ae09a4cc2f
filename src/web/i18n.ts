import { readdirSync, readFileSync } from 'node:fs'
import { createInstance, type Resource, type ResourceKey } from 'i18next'

export const languages = ['fr', 'en'] as const
export type Lang = (typeof languages)[number]
export type Values = Record<string, unknown>
/** Turns `room:path.to.key` into a sentence; `count` among the values chooses the plural. */
export type Translate = (key: string, values?: Values) => string

const folder = new URL('../../locales/', import.meta.url)

type Tree = { [key: string]: string | Tree }

/** French sets a space before : ; ! ? % € and inside « »; one that never breaks the line, whoever typed the text. */
const setFrench = (text: string): string => text.replace(/ ([:;!?»%€])/g, '\u00a0$1').replace(/« /g, '«\u00a0')

/** French has a third plural for millions; written in figures ("2 000 000 paiements") it reads like the second. */
const pluralKeys = (key: string): string[] => (key.endsWith('_other') ? [key.replace(/_other$/, '_many'), key] : [key])

const setTree = (tree: Tree, lang: Lang): Tree =>
  Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]): [string, string | Tree][] => {
      if (typeof value !== 'string') return [[key, setTree(value, lang)]]
      const text = lang === 'fr' ? setFrench(value) : value
      return pluralKeys(key).map((one) => [one, text])
    }),
  )

const readRoom = (lang: Lang, name: string): Tree =>
  setTree(JSON.parse(readFileSync(new URL(`${lang}/${name}`, folder), 'utf8')) as Tree, lang)

const readRooms = (lang: Lang): Record<string, ResourceKey> => {
  const files = readdirSync(new URL(`${lang}/`, folder)).filter((name) => name.endsWith('.json'))
  return Object.fromEntries(files.map((name) => [name.slice(0, -5), readRoom(lang, name)]))
}

/** A hole in the texts stops a developer and a test; in production the reader sees the key rather than an error page. */
const hole = (text: string, seen: string): string => {
  if (process.env.NODE_ENV !== 'production') throw new Error(text)
  return seen
}

const missing = '\u0000'

const resources: Resource = Object.fromEntries(languages.map((lang) => [lang, readRooms(lang)]))

const texts = createInstance({
  resources,
  initAsync: false,
  fallbackLng: false,
  ns: Object.keys(resources.fr!),
  defaultNS: false,
  interpolation: { escapeValue: false }, // Handlebars escapes, once
  parseMissingKeyHandler: () => missing,
  returnedObjectHandler: () => missing,
  missingInterpolationHandler: (text, match) => hole(`"${text}" was not given ${match[1]}`, ''),
})
texts.init()

/** Most texts take no value, and a page has hundreds of them: each is looked up once. */
const openTranslator = (lang: Lang): Translate => {
  const known = new Map<string, string>()
  // no nesting: a value that holds « $t(…) » stays a value
  const find = (key: string, values?: Values): string => texts.t(key, { ...values, lng: lang, nest: false }) as string
  const found = (key: string, text: string): string => (text === missing ? hole(`no text for ${key}`, key) : text)
  const findPlain = (key: string): string => {
    const text = find(key)
    if (text !== missing) known.set(key, text)
    return found(key, text)
  }
  return (key, values) => (values && Object.keys(values).length > 0 ? found(key, find(key, values)) : known.get(key) ?? findPlain(key))
}

const translators: Record<Lang, Translate> = { fr: openTranslator('fr'), en: openTranslator('en') }
export const translator = (lang: Lang): Translate => translators[lang]

/** For texts one room may or may not have written (a refusal of its own). */
export const hasText = (lang: Lang, key: string): boolean => texts.exists(key, { lng: lang })

const isLang = (text: string | undefined): text is Lang => languages.includes(text as Lang)

const accepted = (header: string) =>
  header.split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const quality = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find(Boolean)
    return { lang: tag.split('-')[0], quality: Number(quality ?? 1) }
  })

/** What the reader chose, else what the browser asks for, else the language of the house. */
export const pickLanguage = (cookie: string | undefined, acceptLanguage: string | undefined, fallback: Lang = 'fr'): Lang => {
  if (isLang(cookie)) return cookie
  const wishes = accepted(acceptLanguage ?? '').filter(({ lang, quality }) => isLang(lang) && quality > 0)
  const best = wishes.toSorted((a, b) => b.quality - a.quality)[0]?.lang
  return isLang(best) ? best : fallback
}
