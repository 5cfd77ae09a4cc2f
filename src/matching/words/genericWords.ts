/**
 * Words that thousands of organisations have in their names: they tell little, so they weigh little. Of many languages, since a name is
 * often translated.
 */
const words = `
  holding holdings group groupe gruppe grupo gruppa gruppo international internationale internacional global worldwide world monde universal general generale enterprise enterprises entreprise entreprises
  trading trade traders commerce commercial commerciale comercial handel handels torgovyi business affaires import imports export exports importexport
  service services solution solutions system systems systeme systemes technology technologies technologie technologia tekhnologii tech technical technique engineering ingenierie
  industry industries industrie industrial industrielle industriel manufacturing production productions produits products product
  invest investment investments investissement investissements inversiones capital capitals finance financial financiere financement fund funds fonds fond trust trustees asset assets equity securities
  bank banque banco bancaire banking banka credit insurance assurance assurances
  management gestion consulting consultants consultancy conseil conseils advisory advisors partner partners partnership associates associes
  development developpement desarrollo construction constructions building batiment properties property immobilier immobiliere real estate
  foundation fondation fundacion stiftung association asociacion verein society union federation federacion organisation organization organizacion organizatsiya council committee comite
  agency agence agencia bureau office centre center centro tsentr institute institut instituto institution academy academie university universite school
  national nationale nacional natsionalnyi state etat public publique central centrale federal
  transport transports transportation logistics logistique logistic shipping maritime marine lines line air airlines airways aviation travel voyages tours
  oil gas petrol petroleum petrole energy energie energies power electric electricity electronics electronic mining mines metal metals steel chemical chemicals
  food foods agro agricultural agriculture media communication communications telecom telecommunications digital online net network networks data software labs lab laboratories laboratoire
  company corporation firm societe house maison shop store stores boutique market markets marketing club team project projects projet new nouvelle nouveau nova
  lease leasing fzc branch filiale subsidiary division department ministry ministere sector sales mortgage loan series asset backed fund
`
/** Words that part one company from its sister: they weigh fully, and a difference in them speaks against. */
const opposites = 'north south east west northern southern eastern western nord sud est ouest upper lower first second old new'

export const genericWords: ReadonlySet<string> = new Set(words.split(/\s+/).filter(Boolean))
export const telltaleWords: ReadonlySet<string> = new Set(opposites.split(' '))
