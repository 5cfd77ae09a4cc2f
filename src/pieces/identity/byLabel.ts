import type { Day } from '#src/kernel/calendar.ts'
import type { FieldName, PieceType } from '#src/pieces/piece.ts'
import type { Label } from './labels.ts'
import { type Parsed, parsers } from './parsers.ts'
import { below, beside, type Form } from './places.ts'
import type { Token } from './tokens.ts'

export type Found = Parsed & { name: FieldName }

/** These are told from any other text by their form: whichever side has one is the side. */
const selfEvident: readonly FieldName[] = [
  'birth_date',
  'issued_on',
  'expires_on',
  'sex',
  'height',
  'document_number',
  'card_access_number',
]

const mostLines: Partial<Record<FieldName, number>> = { address: 4, given_names: 2, authority: 2, birth_place: 2 }

/** A value goes on below only where it must: an address, or a line that ends in a comma or a hyphen. */
const goingOn = (
  name: FieldName,
  lines: Token[][],
): Token[][] => (name === 'address' ? lines : lines.filter((_, at) => at === 0 || /[,-]$/.test(lines[at - 1]?.at(-1)?.text ?? '')))

/** Cards either print every value beside its label, with a colon, or every value below it. */
export const isBesidePage = ({ labels }: Form): boolean => labels.filter(({ name, hasColon }) => name !== 'none' && hasColon).length >= 2

const valueOf = (form: Form, label: Label, type: PieceType, asOf: Day): Parsed | null => {
  const name = label.name as FieldName
  const parser = parsers[name]
  if (!parser) return null
  const under = (): Parsed | null => parser(goingOn(name, below(form, label, mostLines[name] ?? 1)), type, asOf)
  const right = (): Parsed | null => {
    const first = beside(form, label)
    const more = first.length > 0 && (name === 'address' || /[,-]$/.test(first.at(-1)?.text ?? ''))
      ? below(form, { ...label, tokens: first.slice(0, 1) }, (mostLines[name] ?? 1) - 1)
      : []
    return first.length ? parser(goingOn(name, [first, ...more]), type, asOf) : null
  }
  if (label.hasColon || isBesidePage(form))
    return right() ?? (selfEvident.includes(name) || beside(form, label).length === 0 ? under() : null)
  return under() ?? (selfEvident.includes(name) ? right() : null)
}

/** A label that stands twice (card and zone of remarks) gives its value once, the first that makes sense. */
export const foundByLabel = (form: Form, type: PieceType, asOf: Day): Found[] =>
  form.labels.reduce<Found[]>((all, label) => {
    if (label.name === 'none' || all.some(({ name }) => name === label.name)) return all
    const parsed = valueOf(form, label, type, asOf)
    const taken = parsed?.tokens.some((token) => all.some(({ tokens }) => tokens.includes(token)))
    return parsed && !taken ? [...all, { ...parsed, name: label.name }] : all
  }, [])
