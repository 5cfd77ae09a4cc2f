import { oneOf, type Dice } from '../pieces/seed.ts'

/** What our people write. The merchant reads the messages; the notes and reasons stay inside. */
const messages = [
  'Bonjour, l’examen de votre dossier est en cours. Il nous manque les pièces ci-dessous ; nous le reprendrons dès leur réception.',
  'Bonjour, merci de nous adresser les pièces suivantes depuis votre espace. Une photographie nette et entière convient.',
  'Bonjour, certaines pièces ne peuvent pas être retenues en l’état. Vous trouverez ci-dessous ce qui est attendu et pourquoi.',
]
const refusalNotes = [
  'Pièce relue deux fois : rien à tirer de cet envoi. Demande partie avec l’explication.',
  'Le reste du dossier est en ordre. Une seule demande, pour ne pas faire attendre le client deux fois.',
  'Activité et site cohérents avec le code choisi. On attend seulement ce qui est demandé.',
]
const goodNotes = [
  'SIREN, dénomination et siège conformes à l’extrait. Bénéficiaires déclarés identiques au registre.',
  'Titulaire du compte vérifié sur le relevé. Rien à signaler.',
  'Site consulté : mentions légales présentes, offre conforme à l’activité déclarée.',
  'Volumes annoncés plausibles pour ce commerce. À revoir à la prochaine revue si le panier moyen s’écarte.',
]

export const askMessage = (roll: Dice): string => oneOf(roll, messages)
export const refusalNote = (roll: Dice): string => oneOf(roll, refusalNotes)
export const goodNote = (roll: Dice): string => oneOf(roll, goodNotes)

export const words = {
  secondAsk:
    'Bonjour, la nouvelle pièce ne se lit toujours pas entièrement. Merci de la scanner à plat, ou de la photographier en plein jour.',
  refresh: 'Bonjour, comme chaque année, nous mettons votre dossier à jour. Merci de nous adresser les pièces suivantes, récentes.',
  proposeExposed:
    'Personne politiquement exposée déclarée par le client. Origine des fonds justifiée par l’acte et les relevés joints ; activité ordinaire. Je propose de valider, avec revue à douze mois.',
  proposeMonaco:
    'Compte monégasque : vigilance renforcée appliquée, domicile et origine des fonds justifiés. Activité locale et cohérente. Je propose de valider, avec revue à douze mois.',
  confirm: 'D’accord avec l’analyse. Revue à douze mois inscrite.',
  proposeRejection:
    'L’extrait transmis porte sur une autre entreprise et le dirigeant ne répond pas à nos questions sur le lien entre les deux. Je propose de refuser.',
  confirmRejection: 'Relu. Le doute sur l’identité de l’entreprise demeure entier.',
  declineMonaco: 'L’origine des fonds n’est étayée que par une attestation. Il faut les relevés avant que je puisse confirmer.',
  askFunds: 'Bonjour, pour achever l’examen de votre dossier, nous avons besoin de précisions sur l’origine des fonds.',
  funds: 'Merci de joindre les trois derniers relevés du compte d’où proviennent les fonds.',
  reject: 'Pièce d’identité d’un tiers, transmise deux fois malgré l’explication au téléphone. Identification impossible (L561-8).',
  rejectHolder: 'Relevé d’identité bancaire au nom d’un tiers, sans lien démontré avec la société.',
  reconsider: 'Le client a produit par courrier l’acte de cession qui explique le changement de titulaire. Je rouvre le dossier.',
  override:
    'Licence à consommer sur place non exigée : vente à emporter seulement, déclaration en mairie vue lors de l’appel du jour. La pièce suivra à la prochaine revue.',
  proposeOverride: 'Tout est en ordre hormis la licence, pour laquelle une dérogation est accordée au dossier. Je propose de valider.',
  confirmOverride: 'Dérogation justifiée, dossier complet par ailleurs.',
  needsOverride:
    'Le document joint n’est pas une licence, mais l’activité n’en demande peut-être pas. Avis de l’officier demandé avant d’écrire au client.',
  handOver: 'Je suis en formation cet après-midi ; les statuts et les comptes restent à lire.',
  handOverNote: 'Extrait et déclaration des bénéficiaires vérifiés. Rapprocher les comptes annuels du chiffre d’affaires annoncé.',
  extend: 'Le greffe annonce dix jours de retard pour la mise à jour du registre ; le client en a justifié par son accusé de dépôt.',
  withdraw: 'La facture demandée figurait déjà dans les annexes des comptes : demande sans objet.',
  unlock: 'Pièces reçues après la coupure du compte. Tout est conforme, on rouvre.',
  called: 'Appel de l’assistance : le client demande où en est son dossier. Informé que la demande de pièces est dans son espace.',
} as const
