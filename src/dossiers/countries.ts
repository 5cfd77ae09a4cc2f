/** ISO 3166-1 alpha-2, for places of birth and nationalities. Names come from the runtime, so that both languages are right. */
const codes =
  'AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WS XK YE ZA ZM ZW'
    .split(' ')

export const isCountry = (code: string): boolean => codes.includes(code)

const namers = { fr: new Intl.DisplayNames('fr', { type: 'region' }), en: new Intl.DisplayNames('en-GB', { type: 'region' }) }

export const countryName = (code: string, lang: 'fr' | 'en'): string => (isCountry(code) ? (namers[lang].of(code) ?? code) : code)

/** France first, then by name. */
export const countriesByName = (lang: 'fr' | 'en'): { code: string; name: string }[] => {
  const named = codes.filter((code) => code !== 'FR').map((code) => ({ code, name: countryName(code, lang) }))
  return [{ code: 'FR', name: countryName('FR', lang) }, ...named.sort((a, b) => a.name.localeCompare(b.name, lang))]
}
