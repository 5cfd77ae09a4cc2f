import { dictionary } from '#src/kernel/dictionary.ts'
import { editDistance } from './similar.ts'
import { plainOf } from './tokens.ts'

/**
 * As documents print them: masculine and feminine, French and English, to the codes of machine-readable zones. Those merchants of ours
 * have.
 */
const adjectives: Record<string, string> = dictionary({
  FRA: 'francais francaise french',
  BEL: 'belge belgian',
  ESP: 'espagnol espagnole spanish',
  PRT: 'portugais portugaise portuguese',
  ITA: 'italien italienne italian italiana',
  DEU: 'allemand allemande german deutsch',
  GBR: 'britannique british britishcitizen',
  CHE: 'suisse swiss',
  MAR: 'marocain marocaine moroccan',
  DZA: 'algerien algerienne algerian',
  TUN: 'tunisien tunisienne tunisian',
  SEN: 'senegalais senegalaise senegalese',
  POL: 'polonais polonaise polish',
  ROU: 'roumain roumaine romanian',
  NLD: 'neerlandais neerlandaise dutch nederlandse',
  USA: 'americain americaine american unitedstatesofamerica',
  CHN: 'chinois chinoise chinese',
  VNM: 'vietnamien vietnamienne vietnamese',
  TUR: 'turc turque turkish',
  RUS: 'russe russian',
  MCO: 'monegasque',
  LUX: 'luxembourgeois luxembourgeoise luxembourger',
  IRL: 'irlandais irlandaise irish',
  UKR: 'ukrainien ukrainienne ukrainian',
  UTO: 'utopian utopien utopienne',
  CIV: 'ivoirien ivoirienne ivorian',
  CMR: 'camerounais camerounaise cameroonian',
  MLI: 'malien malienne malian',
  COD: 'congolais congolaise congolese',
  GIN: 'guineen guineenne guinean',
  MDG: 'malgache malagasy',
  LBN: 'libanais libanaise lebanese',
  EGY: 'egyptien egyptienne egyptian',
  IND: 'indien indienne indian',
  PAK: 'pakistanais pakistanaise pakistani',
  LKA: 'srilankais srilankaise srilankan',
  BGD: 'bangladais bangladaise bangladeshi',
  HTI: 'haitien haitienne haitian',
  BRA: 'bresilien bresilienne brazilian',
  CAN: 'canadien canadienne canadian',
  JPN: 'japonais japonaise japanese',
  GRC: 'grec grecque greek hellenic',
  BGR: 'bulgare bulgarian',
  HUN: 'hongrois hongroise hungarian',
  CZE: 'tcheque czech',
  SVK: 'slovaque slovak',
  SWE: 'suedois suedoise swedish',
  DNK: 'danois danoise danish',
  FIN: 'finlandais finlandaise finnish',
  NOR: 'norvegien norvegienne norwegian',
  AUT: 'autrichien autrichienne austrian',
  HRV: 'croate croatian',
  SRB: 'serbe serbian',
  ALB: 'albanais albanaise albanian',
  ARM: 'armenien armenienne armenian',
  GEO: 'georgien georgienne georgian',
  SYR: 'syrien syrienne syrian',
  AFG: 'afghan afghane',
  IRN: 'iranien iranienne iranian',
  COM: 'comorien comorienne comorian',
  MUS: 'mauricien mauricienne mauritian',
  BEN: 'beninois beninoise beninese',
  TGO: 'togolais togolaise togolese',
})
const known = Object.entries(adjectives).flatMap(([code, words]) => words.split(' ').map((word) => [word, code] as const))

/** A letter misread in a long word leaves one nationality near it, or none is told. */
const nearest = (word: string): string | null => {
  const near = new Set(known.filter(([one]) => one.length >= 6 && editDistance(one, word) <= 1).map(([, code]) => code))
  return near.size === 1 ? ([...near][0] as string) : null
}

/** Three letters as they are; an adjective we know by its code; null otherwise. */
export const nationalityCode = (text: string): string | null => {
  const word = plainOf(text)
  if (/^[A-Z]{3}$/.test(text.trim())) return text.trim()
  return known.find(([one]) => one === word)?.[1] ?? (word.length >= 6 && word.length <= 24 ? nearest(word) : null)
}
