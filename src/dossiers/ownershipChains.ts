/** What a person holds: of the client itself, and of a company of the file that holds it too (BO-05). */
export type Holding = {
  id: string
  capitalBps: number
  votesBps: number
  through: { personId: string; capitalBps: number; votesBps: number } | null
}
export type Kind = 'capitalBps' | 'votesBps'

/** Companies that hold each other are followed once round. */
const pathsOf = (holding: Holding, all: readonly Holding[], kind: Kind, seen: readonly string[]): number[][] => {
  if (seen.includes(holding.id)) return []
  const direct = holding[kind] > 0 ? [[holding[kind]]] : []
  const company = all.find(({ id }) => id === holding.through?.personId)
  if (!holding.through || !company) return direct
  const { [kind]: step } = holding.through
  return [...direct, ...pathsOf(company, all, kind, [...seen, holding.id]).map((path) => [step, ...path])]
}

/** From the client up: every way in which he holds it through companies, each a chain of basis points; what he holds directly apart. */
export const chainsOf = (holding: Holding, all: readonly Holding[], kind: Kind): number[][] => {
  const company = all.find(({ id }) => id === holding.through?.personId)
  if (!holding.through || !company) return []
  const { [kind]: step } = holding.through
  return pathsOf(company, all, kind, [holding.id]).map((path) => [step, ...path])
}

/** Of a company: what nobody of the file is said to hold of it. */
export const undeclaredOf = (companyId: string, all: readonly Holding[], kind: Kind): number =>
  Math.max(0, 10_000 - all.reduce((sum, { through }) => sum + (through?.personId === companyId ? through[kind] : 0), 0))
