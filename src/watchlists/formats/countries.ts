import { dictionary } from '#src/kernel/dictionary.ts'

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z]+/g, ' ').trim()

/** What publishers write and no dictionary of countries has. */
const said: Record<string, string> = dictionary({
  'korea north': 'KP',
  'north korea': 'KP',
  'coree du nord': 'KP',
  'republique populaire democratique de coree': 'KP',
  'democratic people s republic of korea': 'KP',
  dprk: 'KP',
  'korea democratic people s republic of': 'KP',
  'korea south': 'KR',
  'republic of korea': 'KR',
  'coree du sud': 'KR',
  'korea republic of': 'KR',
  'russian federation': 'RU',
  'federation de russie': 'RU',
  russie: 'RU',
  'iran islamic republic of': 'IR',
  'islamic republic of iran': 'IR',
  'congo democratic republic of the': 'CD',
  'democratic republic of the congo': 'CD',
  'democratic republic of congo': 'CD',
  'dr congo': 'CD',
  'republique democratique du congo': 'CD',
  'rep dem congo': 'CD',
  'congo democratic republic': 'CD',
  'congo the democratic republic of the': 'CD',
  'congo republic of the': 'CG',
  'republic of the congo': 'CG',
  congo: 'CG',
  'syrian arab republic': 'SY',
  syrie: 'SY',
  'ivory coast': 'CI',
  'cote d ivoire': 'CI',
  burma: 'MM',
  birmanie: 'MM',
  myanmar: 'MM',
  'myanmar burma': 'MM',
  'united republic of tanzania': 'TZ',
  'tanzania united republic of': 'TZ',
  'libyan arab jamahiriya': 'LY',
  'viet nam': 'VN',
  'republic of moldova': 'MD',
  'moldova republic of': 'MD',
  'united states of america': 'US',
  usa: 'US',
  'etats unis d amerique': 'US',
  'united kingdom of great britain and northern ireland': 'GB',
  uk: 'GB',
  england: 'GB',
  turkey: 'TR',
  turquie: 'TR',
  turkiye: 'TR',
  palestinian: 'PS',
  'state of palestine': 'PS',
  palestine: 'PS',
  palestinians: 'PS',
  'occupied palestinian territory': 'PS',
  'palestinian territories': 'PS',
  gaza: 'PS',
  'west bank': 'PS',
  'region gaza': 'PS',
  'bosnia and herzegovina': 'BA',
  'bosnie herzegovine': 'BA',
  'hong kong': 'HK',
  macau: 'MO',
  macao: 'MO',
  taiwan: 'TW',
  'bolivarian republic of venezuela': 'VE',
  'venezuela bolivarian republic of': 'VE',
  'plurinational state of bolivia': 'BO',
  'lao people s democratic republic': 'LA',
  laos: 'LA',
  'czech republic': 'CZ',
  'republique tcheque': 'CZ',
  macedonia: 'MK',
  'the former yugoslav republic of macedonia': 'MK',
  'hong kong special administrative region china': 'HK',
  'north macedonia the republic of': 'MK',
  swaziland: 'SZ',
  'cape verde': 'CV',
  'st kitts and nevis': 'KN',
  'saint kitts and nevis': 'KN',
  'st vincent and the grenadines': 'VC',
  'saint vincent and the grenadines': 'VC',
  'trinidad and tobago': 'TT',
  'antigua and barbuda': 'AG',
  'sao tome and principe': 'ST',
  'gambia the': 'GM',
  'the gambia': 'GM',
  'bahamas the': 'BS',
  'the bahamas': 'BS',
  'brunei darussalam': 'BN',
  'the netherlands': 'NL',
  holland: 'NL',
  'peoples republic of china': 'CN',
  'people s republic of china': 'CN',
  'republique populaire de chine': 'CN',
  'kosovo': 'XK',
  'state of eritrea': 'ER',
  'kingdom of saudi arabia': 'SA',
  'arabie saoudite': 'SA',
  'emirats arabes unis': 'AE',
  'pays bas': 'NL',
  'bielorussie': 'BY',
  belarus: 'BY',
  kirghizstan: 'KG',
  kyrgyzstan: 'KG',
  'kyrgyz republic': 'KG',
  'guinee bissau': 'GW',
  'guinea bissau': 'GW',
  'republique centrafricaine': 'CF',
  'central african republic': 'CF',
  'sud soudan': 'SS',
  'soudan du sud': 'SS',
  'south sudan': 'SS',
  'the sudan': 'SD',
  'philippines the': 'PH',
  'the philippines': 'PH',
  'comores': 'KM',
  'vatican': 'VA',
  'cabo verde': 'CV',
})

const codes = (): string[] => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  return letters.flatMap((one) => letters.map((two) => one + two))
}

/** Every country in French and English, with what publishers write besides. */
const known = new Map<string, string>()
/**
 * What Unicode names and no country is: Europe's union, the euro's area, the United Nations, unknown; and codes of countries that are no
 * more.
 */
const none = new Set([
  'EU',
  'EZ',
  'UN',
  'ZZ',
  'QO',
  'XA',
  'XB',
  'UK',
  'FX',
  'BU',
  'CS',
  'DD',
  'DY',
  'HV',
  'NH',
  'RH',
  'SU',
  'TP',
  'YD',
  'YU',
  'ZR',
  'VD',
  'NT',
  'AN',
])

const learn = (): void => {
  for (const language of ['en', 'fr']) {
    const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
    for (const code of codes()) {
      const name = none.has(code) ? undefined : names.of(code)
      if (name) known.set(plain(name), code).set(plain(name.replace(/\s*\(.*\)/, '')), code)
    }
  }
  for (const [name, code] of Object.entries(said)) known.set(name, code)
}

const isCode = (text: string): boolean => {
  if (!/^[A-Z]{2}$/.test(text)) return false
  return !none.has(text) && new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(text) !== undefined
}

const found = new Map<string, string | null>()

/** « Virgin Islands, British », « Man, Isle of ». */
const turned = (text: string): string => text.split(',').toReversed().join(' ')

const look = (text: string): string | null => {
  if (known.size === 0) learn()
  if (isCode(text)) return text
  return [text, text.replace(/\s*\(.*\)/, ''), turned(text)].map((one) => known.get(plain(one))).find((code) => code !== undefined) ?? null
}

/**
 * The country's code; where we do not know it, the publisher's own words. Null for nothing, or what says that nothing is known (« 00 », «
 * UNKNOWN »).
 */
export const countryOf = (text: string | null | undefined): string | null => {
  const name = (text ?? '').trim()
  if (name === '' || /^(00|unknown|undetermined|none( identified)?|n\/?a|-+|not available)$/i.test(name)) return null
  if (!found.has(name)) {
    if (found.size > 5_000) found.clear()
    found.set(name, look(name))
  }
  return found.get(name) ?? name.slice(0, 100)
}

/** The last part of « Culiacan, Sinaloa, Mexico », where that is a country. */
export const countryAtEnd = (place: string): string | null => {
  const last = countryOf(place.split(',').at(-1))
  return last && /^[A-Z]{2}$/.test(last) ? last : null
}
