import type { LegalForm } from '#src/dossiers/legalForm.ts'

/**
 * What the invented companies do. `names` are patterns: {family} of its head, {town}, {place} something of the landscape. Amounts in
 * euros; they, the trade and the distance of its selling weigh in the rating of risk.
 */
export type Trade = {
  mcc: string
  naf: string
  activity: string
  names: readonly string[]
  monthly: readonly [number, number]
  ticket: readonly [number, number]
  isOnline?: boolean
}

const trade = (
  mcc: string,
  naf: string,
  activity: string,
  names: string,
  monthly: Trade['monthly'],
  ticket: Trade['ticket'],
  isOnline = false,
): Trade => ({
  mcc,
  naf,
  activity,
  names: names.split(' | '),
  monthly,
  ticket,
  isOnline,
})

const shops: readonly Trade[] = [
  trade(
    '5462',
    '10.71C',
    'Boulangerie et pâtisserie artisanales',
    'Boulangerie {family} | Au Fournil {of} | Le Pain {of}',
    [9_000, 38_000],
    [5, 14],
  ),
  trade('5812', '56.10A', 'Restauration traditionnelle', 'La Table {of} | Chez {given} | Le Comptoir {of}', [18_000, 48_000], [24, 58]),
  trade('5814', '56.10C', 'Restauration rapide et vente à emporter', 'Le Bocal {of} | La Halte {of}', [8_000, 30_000], [9, 19]),
  trade('5992', '47.76Z', 'Fleurs coupées, plantes et compositions', 'Fleurs {of} | Les Jardins {of}', [4_000, 16_000], [22, 60]),
  trade('5942', '47.61Z', 'Librairie générale et jeunesse', 'Librairie {of} | La Page {of}', [7_000, 32_000], [14, 30]),
  trade('5940', '47.64Z', 'Vente et réparation de cycles', 'Cycles {family} | L’Atelier Vélo {of}', [9_000, 42_000], [60, 900]),
  trade('5451', '47.29Z', 'Fromages et produits laitiers affinés', 'Crèmerie {family} | La Cave à fromages {of}', [6_000, 24_000], [
    16,
    38,
  ]),
  trade('5651', '47.71Z', 'Prêt-à-porter créé et cousu en France', 'Maison {family} | L’Étoffe {of}', [8_000, 44_000], [45, 140], true),
  trade(
    '5977',
    '47.75Z',
    'Cosmétiques naturels vendus en ligne',
    'Embruns Cosmétiques | Lavande et Sel | Source {place}',
    [6_000, 30_000],
    [28, 70],
    true,
  ),
  trade('5719', '47.59B', 'Art de la table et décoration', 'La Faïence {of} | Terre et Grès {family}', [5_000, 26_000], [35, 120], true),
  trade('5945', '47.65Z', 'Jeux de société et jouets en bois', 'Le Toton {of} | Jouets {family}', [5_000, 22_000], [20, 55], true),
  trade('5732', '47.43Z', 'Matériel audio et électronique', 'Acoustique {family} | Diapason {of}', [20_000, 90_000], [150, 1_400], true),
]

const crafts: readonly Trade[] = [
  trade('7230', '96.02A', 'Salon de coiffure mixte', 'Coiffure {given} | Salon {of}', [4_000, 14_000], [25, 70]),
  trade('7298', '96.02B', 'Institut de beauté et soins', 'Institut {given} | L’Heure douce', [4_000, 15_000], [35, 90]),
  trade('1711', '43.22A', 'Plomberie, chauffage et salles de bains', '{family} Chauffage | Plomberie {family}', [12_000, 46_000], [
    180,
    900,
  ]),
  trade('1731', '43.21A', 'Installation électrique et domotique', '{family} Électricité | Volt {of}', [12_000, 48_000], [150, 850]),
  trade('0780', '81.30Z', 'Création et entretien de jardins', '{family} Paysages | Les Allées {of}', [6_000, 28_000], [90, 700]),
  trade('7221', '74.20Z', 'Photographie de mariage et de portrait', 'Studio {family} | {given} {family} Photographie', [3_000, 12_000], [
    180,
    950,
  ]),
  trade('7538', '45.20A', 'Réparation automobile toutes marques', 'Garage {family} | Mécanique {of}', [20_000, 70_000], [120, 780]),
  trade('4121', '49.32Z', 'Transport de personnes avec chauffeur', '{family} Transports | Navette {of}', [4_000, 12_000], [18, 60]),
]

const offices: readonly Trade[] = [
  trade('7372', '62.01Z', 'Édition de logiciels par abonnement', '{family} Logiciels | Calame | Boussole Numérique', [15_000, 120_000], [
    29,
    240,
  ], true),
  trade('7392', '70.22Z', 'Conseil aux petites entreprises', '{family} Conseil | Cap {place}', [10_000, 60_000], [400, 1_800], true),
  trade('7333', '74.10Z', 'Identité visuelle et graphisme', 'Studio {place} | Atelier {family}', [4_000, 20_000], [300, 1_500], true),
  trade('8299', '85.59A', 'Formation professionnelle continue', '{family} Formation | École {of}', [15_000, 80_000], [350, 1_900], true),
  trade('7011', '55.10Z', 'Hôtel de vingt chambres', 'Hôtel {of} | Auberge {of}', [25_000, 110_000], [95, 240], true),
  trade('7997', '93.13Z', 'Salle de sport et cours collectifs', 'Salle {of} | Élan {of}', [14_000, 48_000], [29, 60]),
]

const lettings: readonly Trade[] = [
  trade('6513', '68.20A', 'Location de logements meublés', 'SCI {of} | SCI {family} et fils | SCI {place}', [3_000, 18_000], [420, 980]),
  trade('6513', '68.20B', 'Location de terrains et d’autres biens', 'SCI Les Terrasses {of} | SCI Clos {place}', [4_000, 20_000], [
    300,
    950,
  ]),
]

const clubs: readonly Trade[] = [
  trade('8641', '94.99Z', 'Adhésions et stages d’un club nautique', 'Club nautique {of} | Voile {of}', [1_500, 8_000], [40, 180]),
  trade('7922', '90.01Z', 'Programmation de spectacles vivants', 'Théâtre {of} | Les Tréteaux {of}', [3_000, 15_000], [12, 32], true),
  trade(
    '8398',
    '88.99B',
    'Collecte de dons pour l’aide alimentaire',
    'Table ouverte {of} | Solidarité {place}',
    [2_000, 12_000],
    [20, 120],
    true,
  ),
  trade('7911', '85.52Z', 'Cours de danse et de musique', 'Cadence {of} | La Petite Fugue', [2_000, 9_000], [45, 220]),
]

/** Where a licence must be shown (rules.md §1.2). */
export const regulatedTrades: readonly Trade[] = [
  trade('5921', '47.25Z', 'Vins, spiritueux et bières artisanales', 'Cave {family} | Le Cellier {of}', [9_000, 45_000], [18, 75], true),
  trade(
    '4722',
    '79.11Z',
    'Voyages sur mesure et billetterie',
    'Horizons {place} | Voyages {family}',
    [30_000, 140_000],
    [380, 1_900],
    true,
  ),
]

/** Large sums, large baskets, at a distance: what makes a medium risk without any one thing that decides. */
export const largeTrades: readonly Trade[] = [
  trade(
    '7372',
    '62.02A',
    'Intégration de logiciels de gestion',
    '{family} Systèmes | Méridien {place}',
    [60_000, 190_000],
    [1_100, 1_900],
    true,
  ),
  trade(
    '5712',
    '47.59A',
    'Mobilier contemporain sur commande',
    'Mobilier {family} | La Charpente {of}',
    [55_000, 120_000],
    [1_050, 1_800],
    true,
  ),
]

export const tradesOf = (form: LegalForm): readonly Trade[] => {
  if (form === 'sci') return lettings
  if (form === 'association') return clubs
  if (form === 'ei') return [...crafts, ...shops.slice(0, 4)]
  if (form === 'sa') return offices.slice(0, 5)
  return [...shops, ...crafts.slice(2), ...offices]
}
