import { SaxesParser } from 'saxes'
import { refusedFile } from '../watchlist.ts'

/** An element by its local name. */
export type XmlElement = { name: string; attributes: Record<string, string>; text: string; children: XmlElement[] }

const deepest = 30
/** More signs than this in one field are no field of a list. */
export const longestField = 200_000
const mostElementsOfARecord = 50_000
const piece = 65_536

const faultOfParser = ({ message }: Error): Error => {
  if (/unclosed|unexpected end|document must contain a root/i.test(message)) return refusedFile('cut')
  return /entity/i.test(message) ? refusedFile('doctype') : refusedFile('malformed', { line: Number(/^(\d+):/.exec(message)?.[1] ?? 0) })
}

type Walk = { path: XmlElement[]; root: XmlElement | null; depth: number; count: number }

type Reading = {
  /** The elements that are records, wherever they stand. */
  records: readonly string[]
  onRecord: (record: XmlElement) => void
  /** Small elements beside the records, by name: a date of publication. */
  onOther?: (element: XmlElement) => void
}

const parserOf = (reading: Reading, walk: Walk): SaxesParser<{ xmlns: true }> => {
  const parser = new SaxesParser({ xmlns: true })
  const say = (text: string): void => {
    const here = walk.path.at(-1)
    if (!here) return
    if (here.text.length + text.length > longestField) throw refusedFile('field_too_long', { field: here.name })
    here.text += text
  }
  parser.on('error', (error) => {
    throw faultOfParser(error)
  })
  parser.on('doctype', () => {
    throw refusedFile('doctype')
  })
  parser.on('text', say)
  parser.on('cdata', say)
  parser.on('opentag', ({ local, attributes }) => {
    if (++walk.depth > deepest) throw refusedFile('malformed', { line: parser.line })
    const element: XmlElement = {
      name: local,
      attributes: Object.fromEntries(Object.values(attributes).map((one) => [one.local, one.value])),
      text: '',
      children: [],
    }
    walk.root ??= element
    const isRecord = reading.records.includes(local)
    if (walk.path.length > 0 && ++walk.count > mostElementsOfARecord) throw refusedFile('too_many', { most: mostElementsOfARecord })
    if (isRecord || walk.path.length > 0 || reading.onOther) {
      if (isRecord) walk.count = 0
      if (walk.path.length > 0) walk.path.at(-1)!.children.push(element)
      walk.path.push(element)
    }
  })
  parser.on('closetag', () => {
    walk.depth--
    const done = walk.path.pop()
    if (!done) return
    if (reading.records.includes(done.name)) {
      reading.onRecord(done)
      forget(walk, done)
    } else if (!walk.path.some(({ name }) => reading.records.includes(name))) {
      reading.onOther?.(done)
      forget(walk, done)
    }
  })
  return parser
}

/** What was told is let go: a list is never in memory as a whole tree. */
const forget = (walk: Walk, done: XmlElement): void => {
  const above = walk.path.at(-1)
  if (above?.children.at(-1) === done) above.children.pop()
  if (above) above.text = ''
  walk.count = 0
}

/**
 * Walks through a list, record by record. No entity but XML's own and no grammar of its own: a file that brings one is refused, never
 * expanded; so is one that is cut or malformed, with its line. Answers its root, without its children.
 */
export const xmlRecords = (text: string, reading: Reading): XmlElement => {
  const walk: Walk = { path: [], root: null, depth: 0, count: 0 }
  const parser = parserOf(reading, walk)
  for (let at = 0; at < text.length; at += piece) parser.write(text.slice(at, at + piece))
  parser.close()
  if (!walk.root) throw refusedFile('cut')
  return walk.root
}

export const childrenOf = (from: XmlElement | undefined, name: string): XmlElement[] =>
  from?.children.filter((one) => one.name === name) ?? []
export const textIn = (from: XmlElement | undefined, name: string): string =>
  from?.children.find((one) => one.name === name)?.text.trim() ?? ''
/** The texts of `<NATIONALITY><VALUE>…</VALUE><VALUE>…</VALUE></NATIONALITY>`. */
export const textsIn = (from: XmlElement | undefined, list: string, name: string): string[] =>
  childrenOf(from, list).flatMap((one) => childrenOf(one, name)).map(({ text }) => text.trim()).filter((one) => one !== '')
