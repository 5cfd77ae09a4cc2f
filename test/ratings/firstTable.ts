import type { RiskTable } from '#src/riskTables/riskTable.ts'

/** rules.md §1.7, written down once more: `ratings.test.ts` compares it with what the database begins with. */
export const firstTable: RiskTable = {
  axes: { product: 25, transactions: 20, channel: 10, client: 25, geography: 20 },
  mediumFrom: 20,
  highFrom: 60,
  mccs: '4816 4829 5122 5912 5933 5962 5964 5965 5966 5967 5968 5969 5993 6051 6211 7273 7321 7801 7802 7995'.split(' '),
  factors: [
    ...(['pep', 'high_risk_country', 'high_risk_mcc'] as const).map((id) => ({ id, points: 100, isDecisive: true, from: null })),
    { id: 'layered_ownership', points: 100, isDecisive: true, from: 3 },
    ...(['foreign_holding', 'bearer_shares', 'shell', 'rbe_discrepancy'] as const).map((id) => ({
      id,
      points: 100,
      isDecisive: true,
      from: null,
    })),
    { id: 'mcc_unknown', points: 40, isDecisive: false, from: null },
    { id: 'delivers_later', points: 50, isDecisive: false, from: null },
    { id: 'large_volume', points: 40, isDecisive: false, from: 5_000_000 },
    { id: 'very_large_volume', points: 40, isDecisive: false, from: 25_000_000 },
    { id: 'large_ticket', points: 40, isDecisive: false, from: 100_000 },
    { id: 'volume_beyond_declared', points: 40, isDecisive: false, from: 20_000 },
    { id: 'dispute_programme', points: 50, isDecisive: false, from: null },
    { id: 'remote_selling', points: 50, isDecisive: false, from: null },
    { id: 'young_company', points: 30, isDecisive: false, from: null },
    { id: 'association', points: 20, isDecisive: false, from: null },
    { id: 'domiciled', points: 30, isDecisive: false, from: null },
    { id: 'company_owner', points: 30, isDecisive: false, from: null },
    { id: 'nexus_abroad', points: 20, isDecisive: false, from: null },
    { id: 'nexus_outside_eea', points: 40, isDecisive: false, from: null },
    { id: 'high_risk_nationality', points: 20, isDecisive: false, from: null },
  ],
}
