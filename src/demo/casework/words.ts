import type { Proof } from './proofs.ts'

// What people of the demo write: merchants to us, our people in their files.

const handedOver: Proof = {
  slot: 'delivery',
  name: 'bon-de-remise',
  title: 'Bon de remise signé',
  words: [
    'Remis en mains propres au client, qui a présenté la confirmation de sa commande et une pièce d’identité à son nom.',
    'Signature du client précédée de la mention « reçu conforme ».',
  ],
}
const orders: Proof = {
  slot: 'orders',
  name: 'deux-commandes',
  title: 'Relevé des deux commandes',
  words: [
    'Commande du matin : une réservation au nom du client, réglée en ligne.',
    'Commande du soir : une seconde réservation, à une autre date, réglée séparément par le même client.',
    'Les deux confirmations portent des numéros différents et ont été envoyées à la même adresse.',
  ],
}
const terms: Proof = {
  slot: 'terms',
  name: 'conditions-de-vente',
  title: 'Conditions de vente acceptées',
  words: [
    'Article 6. Toute annulation moins de quarante-huit heures avant la date prévue reste due en totalité.',
    'Ces conditions sont présentées avant le paiement, et le client coche la case qui les accepte.',
  ],
}
const letters: Proof = {
  slot: 'correspondence',
  name: 'echanges-avec-le-client',
  title: 'Échanges avec le client',
  words: [
    '« Bonjour, je confirme être bien arrivé, tout était conforme, merci encore. » Message du client le lendemain.',
    'Notre réponse : « Merci de votre confiance, à bientôt. »',
  ],
}
const known: Proof = {
  slot: 'history',
  name: 'commandes-anterieures',
  title: 'Commandes antérieures du même client',
  words: [
    'Trois commandes depuis le début de l’année, réglées avec la même carte, depuis la même adresse électronique.',
    'Aucune n’a été contestée.',
  ],
}
const ticket: Proof = {
  slot: 'receipt',
  name: 'ticket',
  title: 'Ticket et confirmation de commande',
  words: ['Détail de ce qui a été vendu, confirmé au client par courriel le jour même.'],
}

/** A merchant's account of what happened, with the pieces that show it. */
export type Defence = { statement: string; proofs: readonly Proof[] }

export const defences = {
  handedOver: {
    statement:
      'La commande a été remise en mains propres au client trois jours après le paiement, sur présentation de sa confirmation. Il a signé notre bon de remise. Nous le connaissons : il avait déjà commandé chez nous avec la même adresse électronique.',
    proofs: [handedOver, known],
  },
  twoOrders: {
    statement:
      'Il ne s’agit pas d’un doublon. Le client a passé deux commandes le même jour, l’une le matin, l’autre le soir, pour deux dates différentes. Chacune a sa confirmation, et les deux ont été honorées.',
    proofs: [orders, ticket],
  },
  asDescribed: {
    statement:
      'Le client dit que la prestation n’était pas conforme. Il nous avait pourtant remerciés par courriel le lendemain. Ses demandes d’annulation sont arrivées après le délai que prévoient nos conditions de vente, qu’il avait acceptées avant de payer.',
    proofs: [terms, letters],
  },
  receipt: {
    statement:
      'Le titulaire a réglé lui-même cette commande et l’a retirée le jour dit. Le ticket et le bon de remise sont joints ; nous contestons l’impayé en totalité.',
    proofs: [ticket, handedOver],
  },
} satisfies Record<string, Defence>
export type DefenceName = keyof typeof defences

export const outcomes = {
  won: 'Courrier du réseau reçu ce matin : la banque du porteur renonce, le bon de remise signé suffit. Montant rendu en totalité.',
}

export const fraudWords = {
  filed:
    'Nous avons trouvé ce matin trois commandes passées en pleine nuit, à quelques minutes d’écart, avec la même adresse électronique et trois cartes différentes. Aucune n’a été retirée. Nous ne connaissons pas ce client.',
  shared:
    'Rafale nocturne repérée au contrôle du matin : une même adresse IP et une même adresse électronique, une carte différente à chaque essai. Les mêmes traces se retrouvent chez un autre marchand du portefeuille.',
  account:
    'Notre boîte aux lettres a été piratée pendant le week-end : quelqu’un est entré dans notre boutique en ligne et a passé ces commandes à notre place. Le mot de passe a été changé, plainte déposée à la gendarmerie.',
  cards:
    'Trois titulaires nous ont appelés : ils n’ont jamais commandé chez nous. Les commandes ont été livrées à un point de retrait que le livreur signale comme suspect.',
  proposed:
    'Les quatre paiements partent de la même adresse IP en onze minutes, avec quatre cartes. Le marchand a produit son dépôt de plainte et l’heure de connexion de l’intrus, qui concorde. Rien n’a été livré.',
  confirmed:
    'Les titulaires nient les achats, le point de retrait est connu du réseau pour des colis détournés, et la même adresse IP a servi aux cinq paiements. La fraude est établie ; le marchand a livré de bonne foi.',
  note: 'Appelé le marchand : il bloque les envois vers ce point de retrait et transmet les relevés de connexion demain.',
}

export const keptWords = {
  breach:
    'Le marchand vend depuis son site des places de spectacles qu’il ne détient pas, activité qu’il n’a jamais déclarée. Onze acheteurs se sont plaints auprès de nous ; trois relances écrites sont restées sans réponse. Article 9 des conditions générales.',
  suspension:
    'Les annonces en ligne ne correspondent plus à l’activité déclarée à l’entrée en relation. Une explication a été demandée deux fois, sans réponse. Nous proposons de suspendre le compte le temps de comprendre.',
  secured: 'Les contestations et les remboursements que les payeurs peuvent encore demander pendant treize mois.',
  reserve:
    'Nos versements ne passent plus, le marchand ne répond pas à nos appels et plusieurs prestations payées d’avance restent à fournir. Une réserve couvre les remboursements que ses clients pourraient demander.',
  reserveSecures: 'Les prestations payées d’avance et non encore fournies, et les contestations qui s’ensuivraient.',
}

export const personWords = {
  forget:
    'Je n’achète plus chez ce commerçant et je ne souhaite pas que mes coordonnées bancaires ni mes achats restent dans vos fichiers. Effacez tout ce que vous avez sur moi.',
  order: 'Le nom de la boutique, la date de deux achats et leur montant.',
  access: 'Bonjour, merci de m’envoyer l’ensemble des données que vous détenez à mon sujet.',
  doubt: 'Nom très répandu : plusieurs payeurs chez des marchands différents, aucune autre indication dans le message.',
  asked:
    'Pour être certains de vous répondre à vous, merci de nous indiquer la date et le montant d’un achat, et les quatre derniers chiffres de la carte utilisée.',
  own: 'Je voudrais savoir ce que vous gardez de mes connexions et de mes échanges avec vous.',
  breach: 'Relevé de reversement envoyé au mauvais destinataire',
  breachText:
    'Deux adresses se suivent dans la liste d’envoi : le relevé d’un marchand est parti chez un autre. Celui-ci l’a signalé dans l’heure et dit l’avoir supprimé.',
}

export const examinedWords = {
  examined: {
    reason:
      'Des billets nettement au-dessus de l’habitude du magasin, réglés la nuit par des cartes qui ne reviennent pas. Le dossier d’entrée annonçait une clientèle de quartier.',
    answers: {
      origin: 'Des cartes de trois banques françaises, une seule fois chacune.',
      destination: 'Reversé chaque jour ouvré sur le compte déclaré ; aucun changement d’IBAN.',
      purpose: '',
      beneficiary: '',
      justification: '',
    },
  },
  cleared: {
    reason: 'Un agent signale des règlements importants et rapprochés d’un même payeur, sans rapport avec le panier annoncé.',
    answers: {
      origin: 'Un même payeur, une entreprise de la même ville, avec une seule carte.',
      destination: 'Reversé sur le compte déclaré à l’entrée ; rien n’en est reparti par nous.',
      purpose: 'Un séminaire de trois jours : devis, bon de commande et facture sont au dossier et concordent au centime.',
      beneficiary: 'La société cliente est immatriculée, son dirigeant n’est pas celui du marchand, aucun lien de capital n’apparaît.',
      justification: 'Le marchand avait annoncé cette commande à son gestionnaire un mois avant.',
    },
    facts:
      'Trois règlements d’une société cliente pour un séminaire, justifiés par devis, bon de commande et facture ; aucun lien entre les deux sociétés.',
    reasoning:
      'Chaque règlement a sa pièce, le payeur est identifié et sans lien avec le marchand ; le montant s’explique par la nature de la commande. Aucun soupçon ne demeure.',
  },
} as const

export const accountWords = {
  bank: 'Banque des Marches (inventée)',
  title: 'Relevé d’identité bancaire',
  holder: 'Titulaire du compte',
} as const

export const correctedWords = {
  gesture: 'Page de paiement indisponible une heure un samedi : geste convenu au téléphone avec la gérante.',
  waiting: 'Facture de frais envoyée deux fois, réclamation du marchand : geste proposé.',
} as const
