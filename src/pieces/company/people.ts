import type { PieceField } from '#src/pieces/piece.ts'
import { dateIn } from './dates.ts'
import { plainWords } from './fold.ts'
import { candidates, type Hit, type Label, labelsIn } from './labels.ts'
import type { Cell, Row } from './sheet.ts'
import { fieldFrom, type Span, spanOf, tidy } from './span.ts'

/** A person as registers print one: under a heading with the role, then label by label. */
export type PersonRead = { name: Span; usageName: Span | null; role: Span | null; birth: (Span & { day: string }) | null; cell: Cell }

type PersonLabel = 'name' | 'family' | 'given' | 'usage' | 'birth'
const labels: Label<PersonLabel>[] = [
  {
    name: 'name',
    phrases: [
      'Nom, prénoms',
      'Nom, prénom(s)',
      'Nom et prénoms',
      'Nom et prénom',
      'Nom prénoms',
      'Nom de naissance, prénoms',
      "Nom, Prénom(s) et nom d'usage",
    ],
  },
  { name: 'family', phrases: ['Nom de naissance', 'Nom de famille', 'Nom patronymique', 'Nom'] },
  { name: 'given', phrases: ['Prénoms', 'Prénom(s)', 'Prénom'] },
  { name: 'usage', phrases: ["Nom d'usage", 'Nom marital', "Nom d'épouse"] },
  {
    name: 'birth',
    phrases: ['Date et lieu de naissance', 'Date de naissance', 'Né(e) le', 'Née le', 'Né le', 'Naissance', 'Date, lieu de naissance'],
  },
  {
    name: null,
    phrases: [
      'Nationalité',
      'Domicile personnel',
      'Domicile',
      'Adresse',
      'Lieu de naissance',
      'Nom commercial',
      'Dénomination',
      'Sigle',
      'Forme juridique',
      'Pseudonyme',
      'Qualité',
      'Rôle',
      'Immatriculation au RCS',
      'Pays',
      'Commune',
    ],
  },
]

const roles = new RegExp(
  '^(co ?)?(president|gerant|directeur general|directrice generale|directeur|directrice|administrat|tresori|secretaire|vice president|entrepreneur|associe|representant|' +
    'commissaire aux comptes|membre|liquidateur|fonde de pouvoir|mandataire|beneficiaire effectif|exploitant|chef d entreprise)',
)

export const isRole = (text: string): boolean => {
  const plain = plainWords(text)
  return roles.test(plain) && plain.split(' ').length <= 8
}

/** A role stands alone in its row, or behind the dash of a band: « GESTION, DIRECTION … - Président ». */
const roleIn = (row: Row): Span | null => {
  const words = row.cells.flatMap((cell) => cell.words)
  const dash = words.findLastIndex(({ text }) => /^[-–—]$/.test(text))
  const tail = words.slice(dash + 1)
  if (dash > 3 && isRole(spanOf(tail).text)) return spanOf(tail)
  return row.cells.length === 1 && isRole(spanOf(words).text) ? spanOf(words) : null
}

const roleAbove = (rows: readonly Row[], at: number, since: number): Span | null => {
  for (let index = at - 1; index > since; index--) {
    const role = roleIn(rows[index] as Row)
    if (role) return role
  }
  return null
}

type Valued = { hit: Hit<PersonLabel>; value: Cell | null }

const joined = (one: Valued, given: Valued | undefined): Span | null => {
  if (!one.value) return null
  return spanOf(given?.value ? [...one.value.words, ...given.value.words] : one.value.words)
}

/** Where the next person begins, the labels of this one end. */
const groupsOf = (valued: Valued[]): Valued[][] => {
  const groups: Valued[][] = []
  for (const one of valued) {
    const group = groups.at(-1)
    const begins = one.hit.name === 'name' || one.hit.name === 'family'
    if (begins && !(group?.length === 1 && group[0]?.hit.name === 'given')) groups.push([one])
    else if (group) group.push(one)
    else groups.push([one])
  }
  return groups
}

const personOf = (group: Valued[], rows: readonly Row[], since: number): PersonRead | null => {
  const part = (name: PersonLabel): Valued | undefined => group.find(({ hit }) => hit.name === name)
  const first = part('name') ?? part('family')
  const name = first ? joined(first, first.hit.name === 'family' ? part('given') : undefined) : null
  if (!first || !name || !/\p{L}{2}/u.test(name.text)) return null
  const birth = part('birth')
  const usage = part('usage')?.value
  return {
    name: { ...name, text: tidy(name.text) },
    usageName: usage ? spanOf(usage.words) : null,
    cell: first.hit.cell,
    birth: birth?.value ? dateIn(birth.value.words) : null,
    role: roleAbove(rows, rows.indexOf(first.hit.cell.row), since),
  }
}

/** Everybody who is printed with « Nom, prénoms » and what follows, in order. */
export const peopleIn = (rows: readonly Row[]): PersonRead[] => {
  const hits = labelsIn(rows, labels).filter(({ at }) => at === 0)
  const cells = new Set(hits.map(({ cell }) => cell))
  const valued = hits.filter(({ name }) => name !== null).map((hit) => ({
    hit,
    value: candidates(hit, rows, (cell) => cells.has(cell))[0] ?? null,
  }))
  let since = -1
  return groupsOf(valued).flatMap((group) => {
    const person = personOf(group, rows, since)
    if (person) since = rows.indexOf(person.cell.row)
    return person ? [person] : []
  })
}

export const representativeFields = (people: readonly PersonRead[]): PieceField[] =>
  people.flatMap(({ name, usageName, role, birth }, nth) => [
    ...fieldFrom('representative_name', name, tidy(name.text), nth),
    ...(usageName ? fieldFrom('representative_usage_name', usageName, tidy(usageName.text), nth) : []),
    ...(role ? fieldFrom('representative_role', role, tidy(role.text), nth) : []),
    ...(birth ? fieldFrom('representative_birth_date', birth, birth.day, nth) : []),
  ])
