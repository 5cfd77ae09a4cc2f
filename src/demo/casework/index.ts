import type { Day } from '#src/kernel/calendar.ts'
import type { Trade } from '../trade/season.ts'
import type { Shop } from '../trade/shops.sql.ts'
import { accountStories } from './accounts.ts'
import { correctedStories } from './corrected.ts'
import { openDesk } from './desk.ts'
import { disputeStories } from './disputes.ts'
import { examinedStories } from './examined.ts'
import { fraudStories } from './frauds.ts'
import { keptStories } from './kept.ts'
import { personStories } from './persons.ts'

/** Tells what goes wrong in a season, and what our people make of it. Nothing where the demo's people are not there to do it. */
export const tellCasework = async (trade: Trade, shops: readonly Shop[], from: Day): Promise<void> => {
  const desk = await openDesk(trade.db)
  if (!desk) return
  const work = { trade, desk, shops, from }
  for (
    const story of [
      ...keptStories(work),
      ...fraudStories(work),
      ...disputeStories(work),
      ...personStories(work),
      ...examinedStories(work),
      ...accountStories(work),
      ...correctedStories(work),
    ]
  ) trade.timeline.tell(story)
}
