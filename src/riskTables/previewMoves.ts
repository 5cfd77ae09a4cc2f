import { sha256 } from '#src/platform/crypto.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { judge } from '#src/ratings/judgeDossier.ts'
import { findOverrides } from '#src/ratings/overrides.sql.ts'
import { isHigher, riskLevels, type RiskLevel } from '#src/ratings/rating.ts'
import { findRatings } from '#src/ratings/ratings.sql.ts'
import { listStands } from '#src/ratings/stands.sql.ts'
import type { Rules } from './riskTable.ts'

export type Move = { dossierId: string; merchantId: string; from: RiskLevel; to: RiskLevel; score: number }
export type Counts = Record<RiskLevel, number>
/** `seen`: these very moves in one word, for whoever decides on them. */
export type Preview = { rated: number; before: Counts; after: Counts; moves: Move[]; seen: string }

const page = 500
const none = (): Counts => Object.fromEntries(riskLevels.map((level) => [level, 0])) as Counts

const compareMoves = (a: Move, b: Move): number =>
  Number(isHigher(b.to, b.from)) - Number(isHigher(a.to, a.from)) || b.score - a.score || (a.dossierId < b.dossierId ? -1 : 1)

/**
 * Who would go from which level to which by other rules: every file of the portfolio rated as the job would rate it, against the rating it
 * has. Changes nothing.
 */
export const previewMoves = async ({ db }: Pick<Ctx, 'db'>, rules: Rules): Promise<Preview> => {
  const [before, after, moves] = [none(), none(), [] as Move[]]
  for (let last: string | null = null;;) {
    const stands = await listStands(db, rules.today, last, page)
    const ids = stands.map(({ dossierId }) => dossierId)
    const [ratings, overrides] = [await findRatings(db, ids), await findOverrides(db, ids)]
    for (const stand of stands) {
      const { score, level: to } = judge(stand, rules, overrides.get(stand.dossierId) ?? null).settled
      const from = ratings.get(stand.dossierId)?.level ?? to
      before[from]++
      after[to]++
      if (from !== to) moves.push({ dossierId: stand.dossierId, merchantId: stand.merchantId, from, to, score })
    }
    last = stands.at(-1)?.dossierId ?? null
    if (stands.length < page) break
  }
  moves.sort(compareMoves)
  return {
    rated: riskLevels.reduce((sum, level) => sum + after[level], 0),
    before,
    after,
    moves,
    seen: sha256(JSON.stringify(moves.map(({ dossierId, from, to }) => [dossierId, from, to]))).toString('hex'),
  }
}
