import type { ErrorLine, Field } from './components.ts'
import type { Translate } from './i18n.ts'

const longestName = 80

type Tree = Record<string, unknown>
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isField = (tree: Tree): boolean => isText(tree['name']) && isText(tree['label'])
const isLine = (value: unknown): value is ErrorLine => isTree(value) && isText(value['name']) && isText(value['text'])

/** Every question of the page, wherever its form stands in the model. */
const fieldsIn = (value: unknown): Field[] => {
  if (Array.isArray(value)) return value.flatMap(fieldsIn)
  if (!isTree(value)) return []
  const within = Object.values(value).flatMap(fieldsIn)
  return isField(value) ? [value as Field, ...within] : within
}

/** What a line is about: of several questions of that name (two forms, one page) the one that says the same; of a list its question. */
const fieldOf = (fields: readonly Field[], { name, text }: ErrorLine): Field | undefined => {
  const called = [name, name.split('.')[0]!].map((one) => fields.filter((field) => field.name === one)).find((some) => some.length > 0) ??
    []
  return called.find(({ error }) => error === text) ?? called[0]
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
/** What a name is made of: not its articles and prepositions, and without its plurals. */
const partsOf = (label: string): string[] =>
  label
    .split(/[^\p{L}\p{M}\d]+/u)
    .filter((word) => word.length > 3 || (word.length > 1 && word === word.toUpperCase()))
    .map((word) => plain(word).replace(/[sx]$/, ''))
const saysItself = (label: string, text: string): boolean => {
  const [parts, said] = [partsOf(label), plain(text)]
  return parts.length > 0 && parts.every((part) => said.includes(part))
}

/** A sentence goes on after a colon; an acronym stays what it is. */
const goingOn = (text: string): string => (/^\p{Lu}(?!\p{Lu})/u.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text)
const short = (label: string): string =>
  label.length > longestName ? `${label.slice(0, longestName).replace(/\s+\S*$/, '')}…` : label.replace(/[.:\s]+$/, '')

/** « Motif : répondez à cette question »; a sentence that names its question already stands alone, a question is followed by its answer. */
export const namedText = (label: string, text: string, t: Translate): string => {
  if (saysItself(label, text)) return text
  return label.endsWith('?') ? `${short(label)} ${text}` : t('web:form.problem_line', { label: short(label), text: goingOn(text) })
}

const namedLine = (line: ErrorLine, fields: readonly Field[], t: Translate): ErrorLine => {
  const field = fieldOf(fields, line)
  return field ? { ...line, target: field.id ?? `f-${field.name}`, text: namedText(field.label, line.text, t) } : line
}

const renamed = (value: unknown, fields: readonly Field[], t: Translate): unknown => {
  if (Array.isArray(value)) return value.map((one) => renamed(one, fields, t))
  if (!isTree(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'errors' && Array.isArray(one)
        ? one.map((line) => (isLine(line) ? namedLine(line, fields, t) : line))
        : renamed(one, fields, t),
    ]),
  )
}

const hasErrors = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(hasErrors)
    : isTree(value) &&
      Object.entries(value).some(([key, one]) => (key === 'errors' && Array.isArray(one) ? one.length > 0 : hasErrors(one)))

/**
 * A page that says what is wrong (`errors`, of it or of a form in it) says of which question, in each line, and leads there: every form of
 * every door, without having to tell which questions it asks.
 */
export const nameErrors = (model: Tree, t: Translate): Tree => (hasErrors(model) ? (renamed(model, fieldsIn(model), t) as Tree) : model)
