import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, openSheet, paragraph, small, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { sayInstant, sayLegalDay } from '#src/notifications/letterDates.ts'

export type EndFacts = {
  id: string
  onDay: Day
  rule: string
  version: number
  signed: readonly { name: string; at: Date }[]
  at: Date
  lines: number
  declarations: number
  /** Of the lines, those that were concluded without a declaration. */
  cleared: number
  kept: number
  listHash: string
  remaining: number
  publicKey: string
}

const name = 'Certificat d’effacement (compartiment clos)'

/** What was erased of the compartment, on whose word, and what was found afterwards. It stays in the compartment. */
export const endCertificatePdf = async (said: EndFacts): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: `${name} ${said.id}`, lang: 'fr', at: said.at })
  const sheet = await openSheet(pdf, said.signed.map((one) => one.name))
  title(sheet, name, `${institution}. ${said.id} (erasure certificate)`)
  facts(sheet, [
    { label: 'Règle', value: said.rule },
    { label: 'Version', value: `${said.version} · CMF L561-12` },
    { label: 'Échu', value: `au ${sayLegalDay(said.onDay, 'fr')}` },
    { label: 'Effacé', value: `le ${sayInstant(said.at, 'fr')}` },
    ...said.signed.map(({ name: who, at }, i) => ({
      label: i === 0 ? 'Proposé par' : 'Exécuté par',
      value: `${who}, le ${sayInstant(at, 'fr')}`,
    })),
    {
      label: 'Affaires effacées',
      value: `${said.lines}, soit ${said.declarations} déclaration(s), pièces et oppositions comprises${said.cleared > 0 ? `, et ${said.cleared} absence(s) de soupçon` : ''} ; clés détruites`,
    },
    { label: 'Rencontrées et conservées', value: `${said.kept} (gel de conservation, ou pièce que le stockage n’a pas rendue)` },
    { label: 'Empreinte de la liste signée', value: said.listHash },
    {
      label: 'Preuve d’absence',
      value: said.remaining === 0
        ? 'établie : aucune ligne ne porte plus un identifiant effacé'
        : `NON établie : ${said.remaining} ligne(s)`,
    },
  ])
  paragraph(
    sheet,
    'Le registre du compartiment garde qui a fait et lu quoi, par identifiant : il ne contient aucun mot de ces déclarations.',
  )
  small(
    sheet,
    `Signé Ed25519 par l’établissement ; clé publique ${said.publicKey}. Ce certificat ne sort pas du compartiment (CMF L561-18).`,
  )
  foot(sheet, `${name} ${said.id}`)
  return Buffer.from(await pdf.save())
}
