import type { PieceType } from '#src/pieces/piece.ts'

/**
 * What speaks for a type, and how loudly. `titles`: a heading that says what the piece is, the loudest one counts. `labels`: a cell begins
 * so. `words`: anywhere in the text. `against`: what such a piece never says, anywhere; it takes points off.
 */
export type Signs = { type: PieceType; titles: Weighed; labels?: Weighed; words?: Weighed; against?: Weighed; isGrid?: 'never' }
export type Weighed = readonly (readonly [points: number, phrases: string])[]

const otherPapers: Weighed = [[30, 'devis'], [30, 'bon de commande'], [25, 'prix unitaire|designation|quantite'], [
  30,
  'mandat de prelevement|ordre de virement|releve d operations|releve de compte',
], [25, 'ancien solde|nouveau solde|solde crediteur']]
const letters: Weighed = [[30, 'veuillez agreer|je vous prie de|nous vous prions|cordialement|salutations distinguees']]

export const signsOfTypes: readonly Signs[] = [
  {
    type: 'kbis',
    isGrid: 'never',
    titles: [[38, "extrait kbis|extrait k bis|extrait d'immatriculation principale au registre du commerce et des societes"], [
      30,
      "extrait d'immatriculation",
    ]],
    labels: [
      [10, 'immatriculation au rcs'],
      [8, 'denomination ou raison sociale|denomination sociale|denomination'],
      [6, 'forme juridique'],
      [6, 'capital social'],
      [6, 'adresse du siege|siege social'],
      [8, "date d'immatriculation"],
      [8, 'identification de la personne morale'],
      [10, 'gestion direction administration'],
      [6, 'code de verification'],
      [6, 'n de gestion|numero de gestion'],
      [5, 'nom prenoms'],
      [8, "renseignements relatifs a l'activite"],
      [6, 'le greffier|fin de l extrait'],
    ],
    words: [[10, 'greffe du tribunal'], [6, 'a jour au']],
    against: [...otherPapers, ...letters, [40, 'registre des beneficiaires effectifs'], [20, 'personne physique']],
  },
  {
    type: 'extrait_k',
    isGrid: 'never',
    titles: [[38, "extrait k|extrait d'immatriculation principale au registre du commerce et des societes"]],
    labels: [
      [25, 'identification de la personne physique'],
      [8, 'immatriculation au rcs'],
      [6, 'nom prenoms'],
      [6, "date d'immatriculation"],
      [6, 'n de gestion|numero de gestion'],
      [5, 'nationalite'],
      [6, 'le greffier'],
    ],
    words: [[10, 'greffe du tribunal'], [6, 'a jour au'], [15, 'personne physique']],
    against: [...otherPapers, ...letters, [40, 'personne morale|kbis'], [30, 'beneficiaires effectifs']],
  },
  {
    type: 'avis_sirene',
    isGrid: 'never',
    titles: [[40, 'avis de situation au repertoire sirene|situation au repertoire sirene|avis de situation sirene']],
    labels: [
      [8, 'identifiant siren|numero siren|siren'],
      [8, 'identifiant siret|siret'],
      [8, 'categorie juridique'],
      [8, 'activite principale exercee'],
      [8, "description de l'entreprise"],
      [8, "description de l'etablissement"],
      [6, 'denomination'],
      [6, 'entreprise active depuis|entreprise cessee depuis'],
    ],
    words: [[12, 'institut national de la statistique|insee'], [8, 'repertoire des entreprises et des etablissements'], [
      8,
      'repertoire sirene',
    ]],
    against: [...otherPapers, ...letters],
  },
  {
    type: 'attestation_rne',
    isGrid: 'never',
    titles: [[40, "attestation d'immatriculation au registre national des entreprises|attestation d'immatriculation|attestation rne"], [
      28,
      'registre national des entreprises',
    ]],
    labels: [[5, 'siren'], [5, 'forme juridique'], [5, 'denomination'], [5, 'siret'], [5, 'code ape'], [6, "date d'immatriculation"], [
      5,
      'nom prenoms',
    ]],
    words: [[15, 'registre national des entreprises'], [10, 'institut national de la propriete industrielle|inpi']],
    against: [...otherPapers, ...letters],
  },
  {
    type: 'statuts',
    titles: [[36, 'statuts|statuts mis a jour|statuts constitutifs|statuts de la societe|statuts de l association']],
    words: [
      [10, 'article 1'],
      [6, 'article 2'],
      [6, 'article 3'],
      [5, 'article 5'],
      [8, 'les soussignes|le soussigne|soussigne'],
      [5, 'capital social'],
      [5, 'siege social'],
      [6, 'dissolution'],
      [6, 'presents statuts'],
      [4, 'assemblee generale'],
      [4, 'exercice social'],
    ],
    against: [...otherPapers, [10, 'premiere resolution'], [25, 'proces verbal de l assemblee']],
  },
  {
    type: 'pv_nomination',
    titles: [[
      36,
      "proces verbal|proces verbal de l'assemblee generale|proces verbal de l'assemblee generale ordinaire|proces verbal des decisions|proces verbal des deliberations|decisions de l'associe unique|decision du president",
    ]],
    words: [[10, 'nomination'], [10, 'resolution'], [6, 'assemblee'], [8, 'en qualite de'], [6, 'ordre du jour'], [5, 'mandat'], [
      5,
      "a l'unanimite",
    ], [5, 'seance est levee|feuille de presence']],
    against: otherPapers,
  },
  {
    type: 'rbe_extract',
    titles: [[40, 'extrait du registre des beneficiaires effectifs|registre des beneficiaires effectifs'], [
      30,
      'extrait rbe|document relatif au beneficiaire effectif',
    ]],
    labels: [[6, 'nom prenoms'], [5, 'date et lieu de naissance'], [6, 'beneficiaire effectif'], [
      8,
      'modalites du controle|modalites de controle',
    ]],
    words: [[8, 'greffe du tribunal'], [8, 'droits de vote'], [8, 'a jour au'], [10, 'registre des beneficiaires effectifs']],
    against: [[35, 'je soussigne|declare que'], ...letters],
  },
  {
    type: 'rna_recepisse',
    titles: [[
      36,
      "recepisse de declaration|recepisse de declaration de creation|recepisse de declaration de creation de l'association|recepisse de declaration de modification|recepisse de declaration de modification de l'association",
    ], [20, 'recepisse']],
    words: [
      [8, 'association'],
      [8, 'prefet|prefecture'],
      [10, 'loi du 1er juillet 1901'],
      [6, '16 aout 1901'],
      [8, 'ayant pour titre'],
      [8, 'donne recepisse'],
      [6, 'greffe des associations'],
      [6, 'siege social'],
      [6, 'numero rna|w'],
    ],
    against: [[60, 'titre de sejour|demande de carte|premier titre'], ...otherPapers],
  },
  {
    type: 'joafe',
    titles: [[
      36,
      "journal officiel|journal officiel des associations|associations et fondations d'entreprise|journal officiel des associations et fondations d'entreprise|annonce journal officiel",
    ]],
    words: [
      [20, "associations et fondations d'entreprise|fondations d entreprise"],
      [10, 'declaration a la prefecture|declaration a la sous prefecture'],
      [6, 'date de la declaration'],
      [8, 'numero rna|identification rna|rna'],
      [6, 'siege social'],
      [5, 'annonce'],
      [6, 'association'],
    ],
    against: [[40, 'donne recepisse'], ...otherPapers],
  },
  {
    type: 'association_board_list',
    titles: [[
      40,
      "liste des personnes chargees de l'administration|liste des dirigeants|liste des membres du bureau|liste des membres du conseil d'administration|composition du bureau|composition du conseil d'administration|liste des administrateurs",
    ]],
    words: [[10, 'association'], [8, 'president|presidente'], [8, 'tresorier|tresoriere'], [8, 'secretaire'], [4, 'nationalite'], [
      4,
      'fonction',
    ]],
    against: [[30, 'donne recepisse'], [30, 'article 2'], ...otherPapers],
  },
  {
    type: 'extrait_registre_tribunal',
    titles: [[40, "registre des associations|extrait du registre des associations|attestation d'inscription au registre des associations"]],
    words: [[12, 'tribunal judiciaire|tribunal d instance|tribunal de proximite'], [8, 'volume'], [8, 'folio'], [
      10,
      'code civil local|droit local',
    ], [8, 'association']],
    against: otherPapers,
  },
  {
    type: 'rib',
    isGrid: 'never',
    titles: [[36, "releve d'identite bancaire|releve d'identite bancaire rib|releve d'identite bancaire iban"], [
      28,
      'rib|votre rib|coordonnees bancaires|vos coordonnees bancaires|identite bancaire|iban bic|rib iban|details du compte|identifiants bancaires',
    ]],
    labels: [
      [6, 'code banque|banque|code etablissement'],
      [8, 'code guichet|guichet'],
      [4, 'numero de compte|n de compte|n compte'],
      [8, 'cle rib|cle'],
      [8, 'titulaire|intitule du compte'],
      [5, 'domiciliation'],
      [8, 'bic|code bic'],
      [6, 'iban'],
    ],
    words: [[8, 'international bank account number|identifiant international de compte'], [
      6,
      'bank identifier code|identifiant international de la banque|swift',
    ], [8, 'remis a vos creanciers|creanciers ou debiteurs|vos creanciers']],
    against: [...otherPapers, ...letters, [35, 'facture'], [20, 'total ttc'], [20, 'mandat sepa|identifiant creancier sepa'], [
      20,
      'debit credit|date valeur',
    ], [20, 'contrat de']],
  },
  {
    type: 'proof_address',
    titles: [[
      30,
      "facture|facture d'electricite|facture de gaz|facture d'eau|votre facture|facture electricite|facture du|facture internet|quittance de loyer|quittance|avis d'echeance|echeancier|attestation de contrat|"
      + "attestation de titulaire de contrat|attestation titulaire de contrat|justificatif de domicile|attestation d'assurance|attestation d'assurance habitation|attestation d'abonnement|votre facture d'eau|facture mobile",
    ], [30, 'facture n|facture contrat']],
    words: [
      [12, 'kwh|consommation electricite|electricite'],
      [10, 'point de livraison|pdl|prm|pce|point de comptage'],
      [8, 'lieu de consommation|adresse de consommation|lieu de livraison|adresse desservie'],
      [8, 'abonnement'],
      [10, 'heures pleines|heures creuses|acheminement|accise'],
      [10, 'gaz naturel|fourniture de gaz'],
      [10, 'eau potable|distribution de l eau'],
      [10, 'assainissement|collecte et traitement des eaux|service des eaux'],
      [8, 'compteur|index|releve du compteur'],
      [10, 'fibre|internet|adsl|livebox|freebox|bbox|box'],
      [6, 'ligne fixe|ligne internet|appels|forfait|telephonie'],
      [20, 'quittance de loyer|loyer'],
      [8, 'bailleur|locataire'],
      [15, 'assurance habitation|multirisque habitation'],
      [6, 'service clients|service client'],
      [4, 'numero client|n client|reference client'],
      [4, 'total ttc|montant ttc|net a payer|total a payer|montant a payer'],
      [12, 'justificatif de domicile'],
      [6, 'titulaire du contrat'],
      [5, 'prelevement|preleve'],
    ],
    against: [
      [25, 'prix unitaire|quantite|qte'],
      [10, 'designation'],
      [35, 'devis|bon de commande|bon de livraison'],
      [20, 'penalite|indemnite forfaitaire'],
      [40, "avis d'impot|avis d'imposition"],
      [30, "releve d'identite bancaire"],
      [20, 'siret du client|tva intracommunautaire'],
      [25, 'capital social divise|les soussignes'],
      [30, 'solde crediteur|ancien solde|nouveau solde|releve de compte'],
    ],
  },
  {
    type: 'tax_notice',
    titles: [[
      40,
      "avis d'impot|avis d'imposition|avis d'impot sur les revenus|avis d'impot sur le revenu|avis de situation declarative|avis d'impot taxes foncieres|taxes foncieres|taxe d'habitation|avis de taxe d'habitation|avis de taxes foncieres",
    ]],
    words: [
      [12, 'direction generale des finances publiques|finances publiques'],
      [10, 'numero fiscal|n fiscal'],
      [10, 'revenu fiscal de reference'],
      [6, 'nombre de parts'],
      [8, 'impots.gouv'],
      [8, 'mise en recouvrement'],
      [5, "reference de l'avis"],
      [6, 'centre des finances publiques|service des impots'],
    ],
    against: otherPapers,
  },
]
