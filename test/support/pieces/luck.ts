import { type Dice, dice, oneOf } from '#src/demo/pieces/seed.ts'

/** A draw of its own for each thing and seed: what is added to one piece does not change the others. */
export const luckOf = (seed: number, thing: string): Dice =>
  dice([...thing].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 1_000_003, seed * 7_919 + 17))

export const families = [
  'MARCHAND',
  'LE BRAS',
  'GUÉRIN',
  'DELACOURT',
  'FAUCHEUX',
  "D'ALMEIDA",
  'ROUSSEAU',
  'KOWALSKI',
  'TRAORÉ',
  'BENALI',
  'MEUNIER',
  'PASTOR',
  'CHEVALIER',
  'DUVAL-LECOMTE',
  'SIMONET',
  'BÉRARD',
  'LACROIX',
  'VASSEUR',
  'DA COSTA',
  'HAMON',
  'THIBAULT',
  'GRANGER',
  'JACQUET',
  'POULAIN',
  'BIENVENU',
  'LECLÈRE',
]
export const women = [
  'Camille',
  'Léa',
  'Marie-Claire',
  'Hélène',
  'Nadia',
  'Inès',
  'Geneviève',
  'Sarah',
  'Anaïs',
  'Fatima',
  'Joëlle',
  'Véronique',
  'Pauline',
  'Agathe',
]
export const men = [
  'Julien',
  'Paul-Henri',
  'Rémi',
  'Karim',
  'Benoît',
  'Grégoire',
  'Samuel',
  'Loïc',
  'Étienne',
  'Hugo',
  'Vincent',
  'André',
  'Thomas',
  'Moussa',
]
export const streets = [
  'rue des Peupliers',
  'avenue Victor Hugo',
  'place de la Mairie',
  'boulevard Carnot',
  'chemin des Vignes',
  'impasse du Lavoir',
  'allée des Érables',
  'rue du Général Leclerc',
  'quai de la Fosse',
  'route de Vannes',
]
export const towns = [
  ['21000', 'Dijon'],
  ['35400', 'Saint-Malo'],
  ['44100', 'Nantes'],
  ['64200', 'Biarritz'],
  ['74000', 'Annecy'],
  ['80000', 'Amiens'],
  ['37000', 'Tours'],
  ['19100', 'Brive-la-Gaillarde'],
  ['50100', 'Cherbourg'],
  ['83000', 'Toulon'],
  ['63000', 'Clermont-Ferrand'],
  ['10000', 'Troyes'],
] as const
export const companies = [
  'Cycles et Moteurs du Bocage',
  'Les Ateliers de Kermarec',
  'Librairie du Vieux Pont',
  'Conserverie des Abers',
  'Transports Malinvaud',
  'Horizon Charpente',
  'Ferme des Quatre Vents',
  'Studio Belle-Rive',
  'Pharmacie de la Gare',
]

/** Another of each sign's kind: digits for digits, the rest as it is; never a zero in front. */
export const otherDigits = (text: string, roll: Dice): string =>
  text.replace(/\d/g, (_, at: number) => String(Math.floor(roll() * (at ? 10 : 9)) + (at ? 0 : 1)))

const signs = [...'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789']
/** Of nine signs, as cards and permits are numbered: letters and digits. */
export const cardNumber = (roll: Dice): string => {
  const number = Array.from({ length: 9 }, () => oneOf(roll, signs)).join('')
  return /(?:.*\d){3}/.test(number) && /[A-Z]/.test(number) ? number : cardNumber(roll)
}
