import { dictionary } from '#src/kernel/dictionary.ts'
import { normaliseName } from '#src/kernel/names.ts'

export type Address = { postcode: string; city: string; number: string; repeater: string; way: string; street: string }

const ways: Record<string, string> = dictionary({
  r: 'rue',
  av: 'avenue',
  ave: 'avenue',
  bd: 'boulevard',
  bld: 'boulevard',
  boul: 'boulevard',
  blvd: 'boulevard',
  pl: 'place',
  ch: 'chemin',
  che: 'chemin',
  chem: 'chemin',
  rte: 'route',
  imp: 'impasse',
  all: 'allee',
  allees: 'allee',
  sq: 'square',
  fg: 'faubourg',
  fbg: 'faubourg',
  qu: 'quai',
  crs: 'cours',
  pass: 'passage',
  lot: 'lotissement',
  res: 'residence',
  ham: 'hameau',
  dom: 'domaine',
  esp: 'esplanade',
  prom: 'promenade',
  sent: 'sentier',
  vla: 'villa',
  rpt: 'rond',
  mte: 'montee',
  trav: 'traverse',
})
const wayWords = new Set([
  ...Object.values(ways),
  'venelle',
  'ruelle',
  'mail',
  'parvis',
  'port',
  'pont',
  'rocade',
  'voie',
  'cite',
  'parc',
  'zone',
  'za',
  'zi',
  'zac',
  'cote',
  'galerie',
  'clos',
])
const shortWords: Record<string, string> = dictionary({
  st: 'saint',
  ste: 'sainte',
  sts: 'saints',
  gal: 'general',
  mal: 'marechal',
  pdt: 'president',
  dr: 'docteur',
  cdt: 'commandant',
  cne: 'capitaine',
  pr: 'professeur',
})
const repeaters: Record<string, string> = dictionary({
  bis: 'bis',
  b: 'bis',
  ter: 'ter',
  t: 'ter',
  quater: 'quater',
  q: 'quater',
  c: 'c',
  d: 'd',
  a: 'a',
})
/** Where in the building: not where the building is. */
const inside = /^(?:bat|batiment|apt|appt|app|appartement|etg|etage|esc|escalier|porte|hall|bp|cs|tsa|boite|chez|cedex|france)$/
const small = new Set(['de', 'du', 'des', 'la', 'le', 'les', 'l', 'd', 'et', 'a', 'au', 'aux', 'en', 'sur'])

const tokens = (text: string): string[] =>
  normaliseName(text.slice(0, 300).replace(/\b(\d{1,4})\s*[-/–]\s*\d{1,4}(?=[\s,])/g, '$1'))
    .replace(/(\d)\s*(bis|ter|quater)\b/g, '$1 $2')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
    .filter(Boolean)

const wayOf = (word: string): string | null => (wayWords.has(word) ? word : (ways[word] ?? null))

/** « PARIS 11 », « Paris 11e arrondissement », « CEDEX 08 »: the postcode says it already. */
const cityOf = (words: readonly string[], postcode: string): string => {
  const named = words.filter((word) => !/^\d+(?:e|er|eme)?$|^cedex$|^arrondissement$|^france$/.test(word)).map((word) =>
    shortWords[word] ?? word
  )
  if (named.length > 0) return named.join(' ')
  if (/^75/.test(postcode)) return 'paris'
  if (/^6900\d$/.test(postcode)) return 'lyon'
  return /^130(?:0\d|1[0-6])$/.test(postcode) ? 'marseille' : ''
}

/** « 12 bis » and « 12bis », « 12-14 »: the first number counts. */
const numberBefore = (words: readonly string[], way: number): { number: string; repeater: string } => {
  const [last, before] = [words[way - 1] ?? '', words[way - 2] ?? '']
  const glued = /^(\d{1,4})([a-z])$/.exec(last)
  if (glued) return { number: glued[1]!, repeater: repeaters[glued[2]!] ?? glued[2]! }
  if (repeaters[last] && /^\d{1,4}$/.test(before)) return { number: before, repeater: repeaters[last] }
  return /^\d{1,4}$/.test(last) ? { number: last, repeater: '' } : { number: '', repeater: '' }
}

const streetAfter = (words: readonly string[], from: number): string => {
  const end = words.findIndex((word, i) => i >= from && inside.test(word))
  return words.slice(from, end < 0 ? undefined : end).map((word) => shortWords[word] ?? word).filter((word) => !small.has(word)).join(' ')
}

/** The way with a number before it, else the first way: « Résidence des Lilas, 12 rue Haute ». */
const findWay = (words: readonly string[]): number => {
  const all = words.flatMap((word, i) => (wayOf(word) ? [i] : []))
  return all.find((i) => numberBefore(words, i).number !== '') ?? all[0] ?? -1
}

/** An address of France in its parts, from one line or several run together. Null where there is no postcode. */
export const parseAddress = (text: string): Address | null => {
  const all = tokens(text)
  const at = all.findLastIndex((word) => /^\d{5}$/.test(word))
  if (at < 0) return null
  const postcode = all[at]!
  const words = all.slice(0, at)
  const way = findWay(words)
  const first = words.findIndex((word) => /^\d{1,4}[a-z]?$/.test(word))
  const start = way >= 0 ? way : first + 1
  const { number, repeater } = numberBefore(words, start)
  const street = streetAfter(words, way >= 0 ? start + 1 : repeaters[words[start] ?? ''] ? start + 1 : start)
  return { postcode, city: cityOf(all.slice(at + 1), postcode), number, repeater, way: way >= 0 ? wayOf(words[way]!)! : '', street }
}
