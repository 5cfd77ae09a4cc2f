/**
 * Trades that are watched alike: thresholds are set by group, and a merchant is compared with those of his own. `naf`: the divisions of the
 * French nomenclature (its first two digits) that go with it; a merchant of another division says two different things of himself (TM-07).
 * Our own table [P], versioned with the program.
 */
type TradeGroup = { mccs: readonly string[]; naf: readonly string[] }

const words = (text: string): readonly string[] => text.split(' ')

const table = {
  food: { mccs: words('5462 5411 5422 5451 5499 5921'), naf: words('01 03 10 11 46 47 56') },
  catering: { mccs: words('5811 5812 5814'), naf: words('10 47 55 56') },
  nightlife: { mccs: words('5813'), naf: words('56 90 93') },
  retail: {
    mccs: words('5311 5331 5651 5661 5641 5699 5977 5912 5992 5993 5995 5942 5943 5945 5941 5940 5251 5261 5931 5932 5533 5999'),
    naf: words('01 13 14 15 16 17 18 20 22 23 25 32 45 46 47 58 90 95'),
  },
  valuables: { mccs: words('5944 5712 5719 5732 5045'), naf: words('16 23 26 27 31 32 43 46 47 62 95') },
  travel: { mccs: words('7512 4121 4215 4722 7011 7033'), naf: words('49 50 51 52 53 55 56 68 77 79') },
  leisure: { mccs: words('7997 7911 7922 7929 7995 7230 7297 7298'), naf: words('59 79 85 90 91 92 93 94 96') },
  services: {
    mccs: words('7538 7221 7333 7372 7392 7399 8111 8931 7349 7210 6513 5734'),
    naf: words('18 41 45 46 47 58 59 61 62 63 66 68 69 70 71 72 73 74 77 78 80 81 82 85 95 96'),
  },
  care: { mccs: words('8011 8021 8043'), naf: words('32 47 75 86 87 88') },
  teaching: { mccs: words('8299 8351 8398 8641'), naf: words('70 74 85 86 88 90 91 93 94') },
  building: { mccs: words('1520 1711 1731 0780 0763'), naf: words('01 02 41 42 43 71 81') },
  quasi_cash: { mccs: words('6051 4829 5815 5816 5817 5818 6540'), naf: words('58 59 62 63 64 66') },
} as const satisfies Record<string, TradeGroup>

export type TradeGroupName = keyof typeof table | 'other'
export const tradeGroups = [...(Object.keys(table) as (keyof typeof table)[]), 'other'] as const satisfies readonly TradeGroupName[]

const groupByMcc = new Map(Object.entries(table).flatMap(([group, { mccs }]) => mccs.map((mcc) => [mcc, group as TradeGroupName] as const)))

export const tradeGroupOf = (mcc: string | null): TradeGroupName => groupByMcc.get(mcc ?? '') ?? 'other'

/** The two codes a company gave of its trade do not go together. Where one is missing, or its group is none, nothing is said. */
export const isNafAtOdds = (naf: string | null, mcc: string | null): boolean => {
  const group = tradeGroupOf(mcc)
  return naf !== null && group !== 'other' && !(table[group].naf as readonly string[]).includes(naf.slice(0, 2))
}
