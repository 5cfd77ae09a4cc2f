/** Real towns, invented doors. `of` is how a name of theirs is tied to another: « Librairie de Vannes », « Librairie d’Annecy ». */
export type Town = { name: string; postcode: string; court: string }

const town = (name: string, postcode: string, court = name): Town => ({ name, postcode, court })

/** None in Alsace-Moselle, whose associations stand in another register. */
export const towns: readonly Town[] = [
  town('Annecy', '74000'), town('Angers', '49000'), town('Arles', '13200', 'Tarascon'), town('Bayonne', '64100'), town('Besançon', '25000'),
  town('Bordeaux', '33000'), town('Brest', '29200'), town('Caen', '14000'), town('Chartres', '28000'), town('Clermont-Ferrand', '63000'),
  town('Concarneau', '29900', 'Quimper'), town('Dieppe', '76200'), town('Dijon', '21000'), town('Douarnenez', '29100', 'Quimper'), town('Grenoble', '38000'),
  town('La Rochelle', '17000'), town('Laval', '53000'), town('Lille', '59000'), town('Limoges', '87000'), town('Lorient', '56100'),
  town('Lyon', '69003'), town('Marseille', '13006'), town('Montpellier', '34000'), town('Nancy', '54000'), town('Nantes', '44000'),
  town('Nevers', '58000'), town('Nice', '06000'), town('Nîmes', '30000'), town('Orléans', '45000'), town('Paris', '75011'),
  town('Paris', '75018'), town('Pau', '64000'), town('Perpignan', '66000'), town('Quimper', '29000'), town('Reims', '51100'),
  town('Rennes', '35000'), town('Rouen', '76000'), town('Saint-Malo', '35400'), town('Toulouse', '31000'), town('Tours', '37000'),
  town('Troyes', '10000'), town('Valence', '26000', 'Romans'), town('Vannes', '56000'), town('Vichy', '03200', 'Cusset'),
]

export const monaco: Town = town('Monaco', '98000')

export const tied = (name: string): string => (/^[AEIOUÉÈÊH]/i.test(name) ? `d’${name}` : `de ${name}`)

export const streets = [
  'rue des Tanneurs', 'rue du Four', 'place du Marché', 'quai des Mariniers', 'rue de la Fontaine', 'avenue des Acacias', 'rue Victor-Schœlcher',
  'rue des Lavoirs',
  'boulevard de la Gare', 'rue des Remparts', 'impasse du Moulin', 'rue Jules-Verne', 'rue de l’Église', 'chemin des Vignes', 'rue du Port',
  'allée des Tilleuls',
  'rue des Carmes', 'rue Pasteur', 'place de la République', 'rue du Clos-Saint-Martin', 'rue George-Sand', 'avenue Aristide-Briand',
] as const

export const landscapes = [
  'Belle-Rive', 'Haute-Lande', 'Grand-Pré', 'Clairval', 'Montferrand', 'Val-Fleuri', 'Roche-Noire', 'Bois-Joli', 'Mirande', 'Aubrac', 'Estuaire', 'Garrigue',
] as const
