import { addMonths } from '#src/kernel/calendar.ts'
import type { PrintedFacts } from './flaw.ts'
import { amount, bornOf, civilityOf, groupedSiren, hasShares, longDay, longForm, nameOf, nationality, rcsOf, seatOf, shortForm,
  slashDay } from './french.ts'
import { gap, openSheet, type Sheet } from './sheet.ts'
import { centred, columnsOf, line, paragraph, rule, signature, subheading, table } from './write.ts'

const serif = { size: 10.5, face: 'serif' as const }

const heading = (sheet: Sheet, { company }: PrintedFacts): void => {
  centred(sheet, company.name.toUpperCase(), { size: 16, face: 'serifBold' })
  if (company.legalForm === 'association') {
    centred(sheet, `Association régie par la loi du 1er juillet 1901${company.rna ? ` - ${company.rna}` : ''}`, serif)
  } else {
    centred(sheet, `${longForm(company.legalForm)} au capital de ${amount(company.capitalCents ?? 100_000)} euros`, serif)
    centred(sheet, `Siège social : ${seatOf(company)}`, serif)
    centred(sheet, `${groupedSiren(company.siren ?? '')} R.C.S. ${rcsOf(company)}`, serif)
  }
  gap(sheet, 12)
}

const parties = (sheet: Sheet, { people }: PrintedFacts): void => {
  subheading(sheet, 'LES SOUSSIGNÉS')
  for (const person of people) {
    paragraph(
      sheet,
      `${civilityOf(person)} ${nameOf(person)}, ${bornOf(person)} le ${longDay(person.birthDate)} à ${person.birthPlace}, de ` +
        `nationalité ${nationality(person.nationality).toLowerCase()}${person.address ? `, demeurant ${person.address}` : ''},`,
      serif,
    )
  }
  paragraph(sheet, "ont établi ainsi qu'il suit les statuts de la société qu'ils ont convenu de constituer.", serif)
}

/** Two or three pages of articles; what is particular to the company stands in the first six. */
const articles = ({ company, person }: PrintedFacts): [title: string, text: string][] => {
  const share = hasShares(company.legalForm) ? 'action' : 'part'
  const count = Math.max(1, Math.round((company.capitalCents ?? 100_000) / 1_000))
  return [
    [
      'Forme',
      `La société est une ${longForm(company.legalForm).toLowerCase()} (${shortForm(company.legalForm)}), régie par les lois et ` +
      'règlements en vigueur et par les présents statuts.',
    ],
    [
      'Objet',
      `La société a pour objet, en France et à l'étranger : ${company.activity}, et plus généralement toutes opérations commerciales, ` +
      "financières, mobilières ou immobilières s'y rattachant directement ou indirectement.",
    ],
    [
      'Dénomination',
      `La société a pour dénomination : ${company.name}. Dans tous les actes, la dénomination est précédée ou suivie de la forme et de ` +
      "l'énonciation du capital social.",
    ],
    [
      'Siège social',
      `Le siège social est fixé : ${seatOf(company)}. Il peut être transféré par décision de l'organe de direction, sous réserve de ` +
      'ratification.',
    ],
    [
      'Durée',
      'La durée de la société est fixée à quatre-vingt-dix-neuf ans à compter de son immatriculation, sauf dissolution anticipée ou ' +
      'prorogation.',
    ],
    [
      'Capital social',
      `Le capital social est fixé à la somme de ${amount(company.capitalCents ?? 100_000)} euros. Il est divisé en ${count} ${share}s ` +
      'de dix euros chacune, intégralement souscrites et libérées.',
    ],
    [
      'Direction',
      `La société est dirigée par ${civilityOf(person)} ${nameOf(person)}, nommé(e) en qualité de ${(person.role ?? '').toLowerCase()} ` +
      'pour une durée indéterminée. La direction est investie des pouvoirs les plus étendus pour agir en toutes circonstances au nom ' +
      'de la société.',
    ],
    [
      `Cession des ${share}s`,
      `Les ${share}s sont librement cessibles entre associés. Toute cession à un tiers est soumise à l'agrément préalable de la ` +
      'collectivité des associés, statuant à la majorité des deux tiers.',
    ],
    [
      'Décisions collectives',
      'Les décisions collectives sont prises en assemblée, par consultation écrite ou dans un acte signé de tous les associés. Elles ' +
      'sont constatées par des procès-verbaux inscrits sur un registre coté et paraphé.',
    ],
    [
      'Exercice social',
      "L'exercice social commence le premier janvier et s'achève le trente et un décembre de chaque année. Par exception, le premier " +
      "exercice court depuis l'immatriculation.",
    ],
    [
      'Affectation du résultat',
      "Sur le bénéfice de l'exercice, diminué des pertes antérieures, il est prélevé un vingtième au moins pour constituer le fonds de " +
      "réserve légale. Le solde est à la disposition de l'assemblée.",
    ],
    [
      'Dissolution, liquidation',
      "À l'expiration de la société ou en cas de dissolution anticipée, l'assemblée nomme un ou plusieurs liquidateurs, associés ou " +
      'non, dont elle détermine les pouvoirs.',
    ],
    [
      'Contestations',
      "Toutes contestations pouvant s'élever pendant la durée de la société ou au cours de sa liquidation sont soumises à la " +
      'juridiction du siège social.',
    ],
  ]
}

const associationArticles = ({ company, person }: PrintedFacts): [title: string, text: string][] => [
  [
    'Nom',
    'Il est fondé entre les adhérents aux présents statuts une association régie par la loi du 1er juillet 1901, ayant pour titre : ' +
    `${company.name}.`,
  ],
  [
    'Objet',
    `Cette association a pour objet : ${company.activity}. Elle s'interdit toute discrimination et veille à l'égal accès de toutes et ` +
    'de tous à ses instances.',
  ],
  [
    'Siège social',
    `Le siège social est fixé : ${seatOf(company)}. Il pourra être transféré par simple décision du conseil d'administration.`,
  ],
  ['Durée', "La durée de l'association est illimitée."],
  [
    'Composition',
    "L'association se compose de membres actifs, de membres bienfaiteurs et de membres d'honneur. Sont membres actifs ceux qui versent " +
    "la cotisation fixée chaque année par l'assemblée générale.",
  ],
  [
    'Ressources',
    "Les ressources de l'association comprennent le montant des cotisations, les subventions, les dons manuels et le produit des " +
    "manifestations qu'elle organise.",
  ],
  [
    "Conseil d'administration",
    "L'association est dirigée par un conseil élu pour trois ans par l'assemblée générale. Le bureau est présidé par " +
    `${civilityOf(person)} ${nameOf(person)}, qui représente l'association dans tous les actes de la vie civile.`,
  ],
  [
    'Assemblée générale',
    "L'assemblée générale ordinaire comprend tous les membres à jour de leur cotisation. Elle se réunit chaque année, approuve les " +
    "comptes et vote le rapport d'activité. Les décisions sont prises à la majorité des membres présents ou représentés.",
  ],
  [
    'Règlement intérieur',
    "Un règlement intérieur peut être établi par le conseil d'administration, qui le fait alors approuver par l'assemblée générale.",
  ],
  [
    'Dissolution',
    "En cas de dissolution, l'actif net est dévolu à une association poursuivant des buts similaires, conformément aux décisions de " +
    "l'assemblée générale extraordinaire.",
  ],
]

export const statutes = async (facts: PrintedFacts): Promise<Sheet> => {
  const { company, issuedOn, people } = facts
  const footer = `${company.name} - statuts mis à jour au ${slashDay(issuedOn)}`
  const sheet = await openSheet({ title: `Statuts ${company.name}`, day: issuedOn, margin: 70, footer })
  gap(sheet, 30)
  heading(sheet, facts)
  centred(sheet, 'STATUTS', { size: 22, face: 'serifBold' })
  centred(sheet, `mis à jour au ${longDay(issuedOn)}`, serif)
  gap(sheet, 24)
  const isAssociation = company.legalForm === 'association'
  if (!isAssociation) parties(sheet, facts)
  const all = isAssociation ? associationArticles(facts) : articles(facts)
  all.forEach(([title, text], at) => {
    subheading(sheet, `Article ${at + 1} - ${title}`)
    paragraph(sheet, text, serif)
  })
  rule(sheet)
  line(sheet, `Fait à ${company.city}, le ${longDay(issuedOn)}. Certifiés conformes.`, serif)
  for (const person of people.slice(0, 3)) signature(sheet, nameOf(person))
  return sheet
}

const appointment = ({ company, person }: PrintedFacts): string =>
  `L'assemblée nomme ${civilityOf(person)} ${nameOf(person)}, ${bornOf(person)} le ${longDay(person.birthDate)} à ` +
  `${person.birthPlace}, de nationalité ${nationality(person.nationality).toLowerCase()}, en qualité de ` +
  `${(person.role ?? '').toLowerCase()} de ${company.legalForm === 'association' ? "l'association" : 'la société'}, pour une durée ` +
  'de trois années, avec les pouvoirs prévus par la loi et les statuts.'

export const minutes = async (facts: PrintedFacts): Promise<Sheet> => {
  const { company, person, issuedOn, people } = facts
  const sheet = await openSheet({ title: `Procès-verbal ${company.name}`, day: issuedOn, margin: 70 })
  heading(sheet, facts)
  const isAssociation = company.legalForm === 'association'
  centred(sheet, `PROCÈS-VERBAL DE L'ASSEMBLÉE GÉNÉRALE${isAssociation ? '' : ' ORDINAIRE'}`, { size: 13, face: 'serifBold' })
  centred(sheet, `du ${longDay(issuedOn)}`, { size: 12, face: 'serif' })
  gap(sheet, 10)
  paragraph(
    sheet,
    `Le ${longDay(issuedOn)}, à dix heures, ` +
      `${company.legalForm === 'association' ? "les membres de l'association" : 'les associés de la société'} se sont réunis en ` +
      'assemblée au siège, sur convocation régulière. La feuille de présence a été émargée par chacun en entrant en séance.',
    serif,
  )
  paragraph(
    sheet,
    `L'assemblée est présidée par ${civilityOf(person)} ${nameOf(person)}. Le quorum étant atteint, elle peut valablement délibérer.`,
    serif,
  )
  subheading(sheet, 'PREMIÈRE RÉSOLUTION - Nomination')
  paragraph(sheet, appointment(facts), serif)
  paragraph(
    sheet,
    `Son mandat prendra fin le ${longDay(addMonths(issuedOn, 36))}. Cette résolution, mise aux voix, est adoptée à l'unanimité.`,
    serif,
  )
  subheading(sheet, 'DEUXIÈME RÉSOLUTION - Pouvoirs pour les formalités')
  paragraph(
    sheet,
    "Tous pouvoirs sont donnés au porteur d'un original, d'une copie ou d'un extrait du présent procès-verbal pour accomplir toutes " +
      "formalités de publicité. Cette résolution est adoptée à l'unanimité.",
    serif,
  )
  paragraph(sheet, "Plus rien n'étant à l'ordre du jour, la séance est levée à onze heures.", serif)
  for (const signer of people.slice(0, 2)) signature(sheet, nameOf(signer))
  return sheet
}

export const boardList = async ({ company, people, issuedOn }: PrintedFacts): Promise<Sheet> => {
  const sheet = await openSheet({ title: `Liste des dirigeants ${company.name}`, day: issuedOn })
  centred(sheet, "LISTE DES PERSONNES CHARGÉES DE L'ADMINISTRATION", { size: 13, face: 'bold' })
  centred(sheet, `de l'association ${company.name}${company.rna ? ` (${company.rna})` : ''}`, { size: 11 })
  centred(sheet, `à la suite de l'assemblée générale du ${longDay(issuedOn)}`)
  const columns = columnsOf(['Fonction', 90], ['Nom et prénoms', 150], ['Né(e) le', 70], ['Nationalité', 80], ['Commune', 90])
  table(
    sheet,
    columns,
    people.map((person, at) => [
      person.role ?? (at ? 'Membre' : 'Président'),
      nameOf(person),
      slashDay(person.birthDate),
      nationality(person.nationality),
      (person.address ?? company.city).replace(/^.*\d{5} /, ''),
    ]),
  )
  line(sheet, `Siège social : ${seatOf(company)}`)
  line(sheet, `Certifié sincère, à ${company.city}, le ${longDay(issuedOn)}`)
  signature(sheet, nameOf(people[0] as PrintedFacts['person']))
  return sheet
}

/** The representative grants, the person of the facts acts. */
export const powerOfAttorney = async (facts: PrintedFacts): Promise<Sheet> => {
  const { company, person, people, issuedOn } = facts
  const principal = people.find((other) => other !== person) ?? person
  const sheet = await openSheet({ title: `Pouvoir ${nameOf(person)}`, day: issuedOn, margin: 70 })
  heading(sheet, facts)
  centred(sheet, 'DÉLÉGATION DE POUVOIR', { size: 15, face: 'serifBold' })
  gap(sheet, 12)
  paragraph(
    sheet,
    `Je soussigné(e) ${nameOf(principal)}, ${bornOf(principal)} le ${longDay(principal.birthDate)} à ${principal.birthPlace}, agissant ` +
      `en qualité de ${(principal.role ?? 'représentant légal').toLowerCase()} de ${company.name}, donne pouvoir à :`,
    serif,
  )
  paragraph(
    sheet,
    `${civilityOf(person)} ${nameOf(person)}, ${bornOf(person)} le ${longDay(person.birthDate)} à ${person.birthPlace}, de nationalité ` +
      `${nationality(person.nationality).toLowerCase()},`,
    { ...serif, face: 'serifBold' },
  )
  paragraph(
    sheet,
    "pour, en son nom et pour son compte : souscrire tout contrat d'acceptation de paiements, remettre les pièces et déclarations " +
      "demandées, désigner les utilisateurs de l'espace client, et signer tous actes s'y rapportant.",
    serif,
  )
  paragraph(
    sheet,
    `Le présent pouvoir est donné pour une durée d'un an, jusqu'au ${longDay(addMonths(issuedOn, 12))}, sauf révocation par écrit.`,
    serif,
  )
  line(sheet, `Fait à ${company.city}, le ${longDay(issuedOn)}`, serif)
  line(sheet, 'Le mandant, « bon pour pouvoir »', serif)
  signature(sheet, nameOf(principal), sheet.margin)
  line(sheet, 'Le mandataire, « bon pour acceptation de pouvoir »', serif)
  signature(sheet, nameOf(person), sheet.margin)
  return sheet
}
