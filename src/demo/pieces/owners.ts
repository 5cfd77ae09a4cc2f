import type { PersonFacts } from './facts.ts'
import type { PrintedFacts } from './flaw.ts'
import { groupedSiren, hasShares, longDay, longForm, nameOf, nationality, of, percent, rcsOf, seatOf, slashDay } from './french.ts'
import { letterhead, personFields } from './registers.ts'
import { type Dice, digits } from './seed.ts'
import { grey, openSheet, type Sheet } from './sheet.ts'
import { centred, columnsOf, field, line, paragraph, rule, section, signature, table } from './write.ts'

const share = (company: PrintedFacts['company']): string => (hasShares(company.legalForm) ? 'actions' : 'parts sociales')
const votesOf = ({ votesBps, capitalBps }: PersonFacts): number => votesBps ?? capitalBps ?? 10_000
const ownersOf = ({ people }: PrintedFacts): PrintedFacts['people'] => {
  const owners = people.filter((person) => (person.capitalBps ?? 0) > 2_500 || (person.votesBps ?? 0) > 2_500)
  return owners.length ? owners : people.slice(0, 1)
}

export const rbeExtract = async (facts: PrintedFacts, roll: Dice): Promise<Sheet> => {
  const { company, issuedOn } = facts
  const sheet = await openSheet({
    title: `Extrait RBE ${company.name}`,
    day: issuedOn,
    footer: `${groupedSiren(company.siren ?? '')} R.C.S. ${rcsOf(company)} - ${slashDay(issuedOn)}`,
  })
  letterhead(
    sheet,
    [`Greffe du Tribunal de Commerce ${of(rcsOf(company))}`, 'Registre des bénéficiaires effectifs'],
    `Dépôt n° ${digits(roll, 6)}`,
  )
  centred(sheet, 'EXTRAIT DU REGISTRE DES BÉNÉFICIAIRES EFFECTIFS', { size: 13, face: 'bold' })
  centred(sheet, `à jour au ${longDay(issuedOn)}`)
  section(sheet, 'SOCIÉTÉ DÉCLARANTE')
  field(sheet, 'Dénomination', company.name.toUpperCase())
  field(sheet, 'Numéro SIREN', groupedSiren(company.siren ?? ''))
  field(sheet, 'Forme juridique', longForm(company.legalForm))
  field(sheet, 'Siège social', seatOf(company))
  ownersOf(facts).forEach((owner, at) => {
    section(sheet, `BÉNÉFICIAIRE EFFECTIF N° ${at + 1}`)
    personFields(sheet, facts, facts.people.indexOf(owner))
    field(sheet, 'Modalités du contrôle', `Détention directe de ${percent(owner.capitalBps ?? 10_000)} du capital (${share(company)})`)
    field(sheet, '', `et de ${percent(votesOf(owner))} des droits de vote`)
    field(sheet, 'Bénéficiaire effectif depuis le', slashDay(company.registeredOn))
  })
  return sheet
}

const ownerColumns = columnsOf(['Nom et prénoms', 155], ['Naissance', 120], ['Nationalité', 78], ['Capital', 60, 'right'], [
  'Votes',
  60,
  'right',
])

export const ownerDeclaration = async (facts: PrintedFacts): Promise<Sheet> => {
  const { company, person, issuedOn } = facts
  const sheet = await openSheet({ title: `Déclaration des bénéficiaires effectifs ${company.name}`, day: issuedOn })
  centred(sheet, 'DÉCLARATION DES BÉNÉFICIAIRES EFFECTIFS', { size: 14, face: 'bold' })
  centred(sheet, 'article R. 561-1 du code monétaire et financier', { size: 9, colour: grey })
  paragraph(
    sheet,
    `Je soussigné(e) ${nameOf(person)}, ${(person.role ?? '').toLowerCase()} de la société ${company.name}, ` +
      `${longForm(company.legalForm).toLowerCase()}, immatriculée sous le numéro ${groupedSiren(company.siren ?? '')} R.C.S. ` +
      `${rcsOf(company)}, dont le siège est situé ${seatOf(company)}, déclare que les personnes physiques suivantes en sont les ` +
      'bénéficiaires effectifs :',
  )
  table(
    sheet,
    ownerColumns,
    ownersOf(facts).map((owner) => [
      nameOf(owner),
      `${slashDay(owner.birthDate)} ${owner.birthPlace}`,
      nationality(owner.nationality),
      percent(owner.capitalBps ?? 10_000),
      percent(votesOf(owner)),
    ]),
  )
  paragraph(
    sheet,
    "Nature du contrôle : détention directe, en pleine propriété. Aucune autre personne n'exerce, par quelque moyen que ce soit, un " +
      'pouvoir de contrôle sur la société.',
  )
  rule(sheet)
  line(sheet, `Fait à ${company.city}, le ${longDay(issuedOn)}`)
  signature(sheet, nameOf(person))
  return sheet
}
