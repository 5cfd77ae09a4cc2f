import { SaxesParser } from 'saxes'

/** An element by its local name; `text` only of those without children. */
export type Element = { name: string; uri: string; text: string; attributes: Record<string, string>; children: Element[] }

const deepest = 60
const mostElements = 2_000_000

/**
 * What the bank sends, as a tree of at most `most` elements. No entity but XML's own, no grammar of its own (a document that brings one is
 * refused); depth and size bounded. Null where it does not read.
 */
export const readXml = (text: string, most = mostElements): Element | null => {
  const parser = new SaxesParser({ xmlns: true })
  const path: Element[] = []
  let [root, count]: [Element | null, number] = [null, 0]
  const refuse = (): never => {
    throw new Error('unreadable')
  }
  parser.on('error', refuse)
  parser.on('doctype', refuse)
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (path.length >= deepest || ++count > most) refuse()
    const element: Element = {
      name: local,
      uri,
      text: '',
      attributes: Object.fromEntries(Object.values(attributes).map((one) => [one.local, one.value])),
      children: [],
    }
    if (path.length === 0) root = element
    else path.at(-1)!.children.push(element)
    path.push(element)
  })
  parser.on('text', (said) => void (path.length > 0 && (path.at(-1)!.text += said)))
  parser.on('closetag', () => void path.pop())
  try {
    parser.write(text).close()
    return root
  } catch {
    return null
  }
}

/** The first at the end of a way: `at(tx, 'OrgnlTxRef', 'Amt', 'InstdAmt')`. */
export const at = (from: Element | undefined, ...way: string[]): Element | undefined =>
  way.reduce<Element | undefined>((here, name) => here?.children.find((one) => one.name === name), from)
export const textAt = (from: Element | undefined, ...way: string[]): string | null => at(from, ...way)?.text.trim() || null
/** Every child of that name. */
export const all = (from: Element | undefined, name: string): Element[] => from?.children.filter((one) => one.name === name) ?? []
