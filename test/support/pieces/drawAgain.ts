import { between, type Dice, oneOf } from '#src/demo/pieces/seed.ts'
import { hasValidRibKey, isIban, isSiren, isSiret } from '#src/kernel/identifiers.ts'
import { companies, families, luckOf, men, otherDigits, streets, towns, women } from './luck.ts'
import type { Drawn } from './sheet.ts'

/** The same sheet of other people, other companies, other numbers and days: what a reader was tuned on must not be all it can read. */
type Swap = [from: string, to: string]

const cased = (like: string, text: string): string => (like === like.toUpperCase() ? text.toUpperCase() : text)

const siren = (roll: Dice): string => {
  const number = otherDigits('700000000', roll)
  return isSiren(number) ? number : siren(roll)
}
const siretOf = (own: string, roll: Dice): string => {
  const number = `${own}000${otherDigits('10', roll)}`
  return isSiret(number) ? number : siretOf(own, roll)
}
const grouped = (number: string): string => number.replace(/(\d{3})(?=\d)/g, '$1 ')

/** SIREN and SIRET in every way in which sheets print them. */
const companySwaps = (html: string, roll: Dice): Swap[] =>
  [
    ...new Set(
      (html.match(/(?<!\d)\d{3} ?\d{3} ?\d{3}(?= \d{5}(?!\d)|(?![\d ]*\d))/g) ?? []).filter((text) => isSiren(text.replace(/ /g, ''))).map((
        text,
      ) => text.replace(/ /g, '')),
    ),
  ]
    .flatMap((own): Swap[] => {
      const next = siren(roll)
      const nics = [
        ...new Set([...html.replace(/(?<=\d) (?=\d)/g, '').matchAll(new RegExp(`${own}(\\d{5})(?!\\d)`, 'g'))].map(([, nic]) => nic ?? '')),
      ]
      const sirets = nics.flatMap((nic): Swap[] => {
        const other = siretOf(next, roll).slice(9)
        return [[`${grouped(own)} ${nic}`, `${grouped(next)} ${other}`], [`${own} ${nic}`, `${next} ${other}`], [
          `${own}${nic}`,
          `${next}${other}`,
        ]]
      })
      return [...sirets, [grouped(own), grouped(next)], [own, next]]
    })

/** The only one of these two digits of control and two of key that verify. */
const ibanWith = (account: string): string => {
  const twos = Array.from({ length: 99 }, (_, at) => String(at).padStart(2, '0'))
  const keyed = twos.map((key) => `FR00${account}${key}`).find((some) => hasValidRibKey(some)) ?? ''
  return twos.map((two) => `FR${two}${keyed.slice(4)}`).find((some) => isIban(some)) ?? ''
}

const fours = (iban: string): string => iban.replace(/(.{4})(?=.)/g, '$1 ')

/** An IBAN in boxes, one group in each. */
const sheetBoxes = (iban: string, next: string): Swap[] =>
  iban.split(' ').map((group, at): Swap => [`<b>${group}</b></td>`, `<b>${next.split(' ')[at]}</b></td>`])

/** Another account at the same bank, with its own key; a foreign one stays. */
const accountSwaps = ({ fields }: Drawn, roll: Dice): Swap[] => {
  const iban = fields.iban?.replace(/ /g, '') ?? ''
  if (!/^FR\d{12}[0-9A-Z]{11}\d{2}$/.test(iban) || !fields.compte) return []
  const [bank, branch, account] = [iban.slice(4, 9), iban.slice(9, 14), otherDigits(fields.compte, roll)]
  const next = ibanWith(`${bank}${branch}${account}`)
  const key = next.slice(-2)
  return [
    [fours(iban), fours(next)],
    [iban, next],
    [fields.compte, account],
    [`<td>${iban.slice(-2)}</td>`, `<td>${key}</td>`],
    ...(sheetBoxes(fours(iban), fours(next))),
  ]
}

const civility = /^(?:M\. ET MME|M OU MME|M\. OU MME|MADAME|MONSIEUR|MME|M\.|Mlle|Mme|M) /
/** « LEFÈBVRE Étienne », « Solenn RIVOIRE », « M. ET MME LUC HÉBRARD »: other names in the same order and case. */
const otherPerson = (text: string, roll: Dice): string => {
  const title = civility.exec(text)?.[0] ?? ''
  const words = text.slice(title.length).split(' ')
  const given = oneOf(roll, /MADAME|MME|Mlle|Mme|ette|enn|èse|Zo|dile/.test(text) && !/ET MME|OU MME/.test(title) ? women : men)
  const family = oneOf(roll, families)
  const isFamilyFirst = words[0] === words[0]?.toUpperCase() && words.at(-1) !== words.at(-1)?.toUpperCase()
  if (isFamilyFirst) return `${title}${family} ${given}`
  return title + (words[0] === words[0]?.toUpperCase() ? `${given} ${family}`.toUpperCase() : `${given} ${family}`)
}

const otherPlace = (text: string, roll: Dice): Swap[] => {
  const found = /^(.*?)(,? ?)(\d{5}) (.+)$/.exec(text)
  const [postcode, town] = oneOf(roll, towns)
  if (!found) return [[text, cased(text, `${between(roll, 1, 90)} ${oneOf(roll, streets)}`)]]
  const [, street = '', , code = '', name = ''] = found
  return [
    [`${code} ${name}`, `${postcode} ${cased(name, town)}`],
    ...(street ? [[street, cased(street, `${between(roll, 1, 90)} ${oneOf(roll, streets)}`)] as Swap] : []),
  ]
}

const people = /^(titulaire|gerant|president|dg|representant|beneficiaire)$/
const places = /^(siege|adresse\d?)$/
const names = /^(denomination|titre|enseigne)$/
const numbers = /^(numero|pdl|total|capital|rna)$/

const swapOf = (name: string, value: string, roll: Dice): Swap[] => {
  if (people.test(name))
    return /ASSOCIATION|SASU|SRL/.test(value)
      ? [[value, cased(value, `Association ${oneOf(roll, companies)}`)]]
      : [[value, otherPerson(value, roll)]]
  if (places.test(name)) return otherPlace(value, roll)
  if (names.test(name)) return [[value, cased(value, oneOf(roll, companies))]]
  if (name === 'gestion') return [[value, value.slice(0, 5) + otherDigits(value.slice(5), roll)]]
  if (name === 'code_verification')
    return [[
      value,
      [...value].map(() => oneOf(roll, [...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789'])).join(''),
    ]]
  return numbers.test(name) ? [[value, otherDigits(value, roll)]] : []
}

/** Another day of the same month, the same for every mention of that day. */
const otherDays = (text: string, shift: number): string =>
  text.replace(
    /(?<!\d)(\d{2})(?=\/\d{2}\/\d{4})|(?<![\d/])(\d{1,2})(?= (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre) \d{4})/g,
    (whole: string) => String(((Number(whole) + shift) % 28) + 1).padStart(whole.length === 2 ? 2 : 1, '0'),
  )

/** Longest first, each place once: what was put in is not swapped again. */
const swapped = (text: string, swaps: Swap[]): string => {
  const sorted = [...swaps].filter(([from, to]) => from && from !== to).sort(([a], [b]) => b.length - a.length)
  const pattern = new RegExp(sorted.map(([from]) => from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|') || '(?!)', 'g')
  return text.replace(pattern, (found) => sorted.find(([from]) => from === found)?.[1] ?? found)
}

/** In upper and in lower case alike where the piece says the same thing in both. */
export const drawAgain = (sheet: Drawn, seed: number): Drawn => {
  const roll = luckOf(seed, sheet.id)
  // a name in two cells cannot be swapped as one: both sheet and truth keep it then
  const isSplit = (name: string, value: string): boolean => people.test(name) && !sheet.html.includes(value)
  const own = Object.entries(sheet.fields).flatMap((
    [name, value],
  ) => (/_ascii$/.test(name) || isSplit(name, value) ? [] : swapOf(name, value, roll)))
  const swaps = [...own, ...companySwaps(sheet.html, roll), ...accountSwaps(sheet, roll)]
  const shift = Math.floor(roll() * 27)
  const change = (text: string): string => otherDays(swapped(text, swaps), shift)
  const fields = Object.fromEntries(
    Object.entries(sheet.fields).map(([name, value]) => [name, /_ascii$/.test(name) ? value : change(value)]),
  )
  return { ...sheet, html: change(sheet.html), fields: { ...fields, ...(fields.cle && fields.iban ? { cle: fields.iban.slice(-2) } : {}) } }
}
