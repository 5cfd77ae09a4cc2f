/**
 * A life, told in order: each `yield` says when the next thing happens, and what follows it is done when the house's clock gets there.
 * Many lives, one clock: whatever comes first happens first, whosever it is.
 */
export type Story = AsyncGenerator<Date, void, void>

type Waiting = { at: number; order: number; story: Story }

export type Timeline = {
  /** The instant that is being lived. */
  now: () => Date
  /** Where the past ends: what a story would do later is left to the people who work with the portfolio. */
  end: Date
  tell: (story: Story) => void
  run: () => Promise<void>
}

/** Who has waited longest goes first where two fall on one instant: the order never depends on chance. */
const isBefore = (a: Waiting, b: Waiting): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** A list kept in order; a portfolio has a few thousand lives, of which each waits once. */
const placeOf = (queue: readonly Waiting[], one: Waiting): number => {
  let low = 0
  let high = queue.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBefore(queue[middle] as Waiting, one)) high = middle
    else low = middle + 1
  }
  return low
}

export const openTimeline = (start: Date, end: Date): Timeline => {
  // The next to come stands last, where it is taken from.
  const queue: Waiting[] = []
  let now = start
  let told = 0

  const wait = async (story: Story): Promise<void> => {
    const { value, done } = await story.next()
    if (done) return
    if (value < now) throw new RangeError(`a story goes back in time: ${value.toISOString()} after ${now.toISOString()}`)
    if (value > end) return void (await story.return())
    const one: Waiting = { at: value.getTime(), order: told++, story }
    queue.splice(placeOf(queue, one), 0, one)
  }

  const fresh: Story[] = []
  const run = async (): Promise<void> => {
    for (;;) {
      for (const story of fresh.splice(0)) await wait(story)
      const next = queue.pop()
      if (!next) return
      now = new Date(next.at)
      await wait(next.story)
    }
  }
  return { now: () => now, end, tell: (story) => void fresh.push(story), run }
}
