import { dictionary } from '#src/kernel/dictionary.ts'

/** A clause: its title and its paragraphs. */
export type Clause = { title: string; paragraphs: string[] }

/** Change a word of a clause and this changes too: every signature says which wording it agreed to. */
export const currentWording = 'cadre-2026-11'

export const institution = 'Vigie, établissement de paiement, 24 rue du Phare, 75002 Paris'
export const contractTitle = 'Contrat-cadre de services de paiement'

const clauses202611: Clause[] = [
  {
    title: 'Objet',
    paragraphs: [
      'Vigie met à la disposition du Client les moyens d’encaisser des paiements par carte et par prélèvement, sur internet, par lien de paiement ou en face à face, puis lui reverse les sommes encaissées. Un seul contrat et un seul dossier donnent accès à l’ensemble des services.',
    ],
  },
  {
    title: 'Entrée en vigueur',
    paragraphs: [
      'La signature de ce contrat ne suffit pas à ouvrir les services : Vigie examine d’abord le dossier du Client, comme la réglementation l’y oblige. Le contrat prend effet le jour où Vigie confirme au Client que son dossier est accepté. Jusque-là, seules les clés de test fonctionnent et aucun paiement réel n’est possible.',
      'Si le dossier n’est pas accepté, le contrat est réputé n’avoir jamais existé et le Client n’est redevable de rien.',
    ],
  },
  {
    title: 'Ce que le Client déclare et tient à jour',
    paragraphs: [
      'Le Client certifie que les informations portées en tête de ce contrat et les pièces qu’il a transmises sont exactes. Il signale sans attendre tout changement de représentant, de bénéficiaire effectif, de siège, d’activité, de site internet ou de compte bancaire.',
      'Lorsque Vigie lui demande une pièce, le Client dispose de trente jours à compter du lendemain de l’envoi de la demande. Sans réponse complète à cette date, le compte est désactivé ou, s’il était déjà ouvert, suspendu jusqu’à réception des pièces.',
    ],
  },
  {
    title: 'Encaissement et reversement',
    paragraphs: [
      'Les sommes encaissées sont reversées sur le compte bancaire désigné ci-dessus, ouvert au nom du Client. Un changement de compte n’est pris en compte qu’après vérification de son titulaire. Les fonds reçus sont protégés dans les conditions prévues par le Code monétaire et financier.',
      'Les tarifs applicables sont ceux que l’Espace Client présente au jour de la signature. Toute modification est annoncée deux mois à l’avance ; le Client peut alors résilier sans frais avant son entrée en vigueur.',
    ],
  },
  {
    title: 'Paiements contestés et fraude',
    paragraphs: [
      'Le Client répond des biens et des services qu’il vend. Lorsqu’un payeur conteste un paiement, Vigie en informe le Client, qui peut produire ses justificatifs dans le délai indiqué. Le montant d’un paiement contesté et les frais du réseau sont débités du compte du Client lorsque la contestation est maintenue.',
      'Le Client conserve la preuve de ses ventes et de leurs livraisons. Il coopère à toute vérification portant sur des paiements qui paraissent frauduleux.',
    ],
  },
  {
    title: 'Durée et résiliation',
    paragraphs: [
      'Le contrat est conclu sans engagement de durée. Le Client peut y mettre fin à tout moment et sans frais depuis l’Espace Client, avec un préavis d’un mois. Vigie peut y mettre fin avec un préavis de deux mois.',
      'En cas de manquement grave, Vigie peut y mettre fin immédiatement. Les sommes nécessaires à la couverture des paiements encore contestables peuvent alors être conservées, au plus tard treize mois après la fin du contrat.',
    ],
  },
  {
    title: 'Données personnelles et secret',
    paragraphs: [
      'Vigie traite les données des personnes citées dans le dossier pour exécuter le contrat et pour répondre à ses obligations de lutte contre le blanchiment et le financement du terrorisme. Elles sont couvertes par le secret professionnel et conservées cinq ans après la fin de la relation, ou plus longtemps lorsque la loi l’impose. Chaque personne peut demander à y accéder et à les faire rectifier.',
    ],
  },
  {
    title: 'Signature électronique et preuve',
    paragraphs: [
      'Les parties conviennent que ce contrat est signé par la saisie d’un code à usage unique, envoyé à l’adresse du signataire. L’empreinte du document, l’heure d’envoi et de saisie du code et l’adresse de connexion sont consignées sur la dernière page du document signé et font foi entre les parties.',
    ],
  },
  {
    title: 'Réclamations et droit applicable',
    paragraphs: [
      'Toute réclamation est adressée à Vigie, qui répond sous quinze jours ouvrables. Sans solution, le Client peut saisir l’Autorité de contrôle prudentiel et de résolution. Le contrat est régi par le droit français et rédigé en français, langue qui fait foi.',
    ],
  },
]

const wordings: Record<string, readonly Clause[]> = dictionary({ [currentWording]: clauses202611 })

export const clausesOf = (wording: string): readonly Clause[] => {
  const found = wordings[wording]
  if (!found) throw new RangeError(`no wording ${wording}`)
  return found
}

/** For whoever reads no French; it does not bind. */
export const englishNote = [
  'Note in English (for information; the French text is the one that binds).',
  'Vigie collects card and direct-debit payments for the Client and pays them out to the bank account named above. The contract takes effect once Vigie has accepted the Client’s file; until then only test keys work. The Client keeps the information in the file true and answers requests for documents within thirty days, failing which the account is deactivated or suspended. There is no minimum term: the Client may end the contract at any time, free of charge, from the merchant area, with one month’s notice. The contract is signed with a one-time code sent by e-mail.',
]
