import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * A life, told in order: each `yield` says when the next thing happens, and what follows it is done when the house's clock gets there.
 * Many lives, one clock: whatever comes first happens first, whosever it is.
 */
export type Story = AsyncGenerator<Date, void, void>

type Waiting = { at: number; order: number; story: Story; isAlone: boolean }

const alone = new WeakSet<Date>()

/**
 * An instant at which nobody else lives: for what looks at everybody. All that comes before is done, nothing that comes after has begun.
 */
export const aloneAt = (at: Date): Date => {
  alone.add(at)
  return at
}

export type Timeline = {
  /** The instant that is being lived by whoever asks: lives go on side by side. */
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

/**
 * `sideBySide`: how many lives may be lived at once. Each keeps its own order, and all of them keep to the instants that are lived alone.
 */
export const openTimeline = (start: Date, end: Date, sideBySide = 1): Timeline => {
  // The next to come stands last, where it is taken from.
  const queue: Waiting[] = []
  const fresh: { story: Story; at: Date }[] = []
  const lived = new AsyncLocalStorage<Date>()
  const inHand = new Set<Promise<void>>()
  let isSomeoneAlone = false
  let told = 0
  const now = (): Date => lived.getStore() ?? start

  /** Lives on from that instant up to its next. */
  const goOn = (story: Story, at: Date): Promise<void> =>
    lived.run(at, async () => {
      const { value, done } = await story.next()
      if (done) return
      if (value < at) throw new RangeError(`a story goes back in time: ${value.toISOString()} after ${at.toISOString()}`)
      if (value > end) return void (await story.return())
      const one: Waiting = { at: value.getTime(), order: told++, story, isAlone: alone.has(value) }
      queue.splice(placeOf(queue, one), 0, one)
    })

  const mayBegin = ({ isAlone }: Waiting): boolean => (isAlone ? inHand.size === 0 : inHand.size < sideBySide && !isSomeoneAlone)

  const take = (): void => {
    const { story, at, isAlone } = queue.pop() as Waiting
    isSomeoneAlone = isAlone
    const one: Promise<void> = goOn(story, new Date(at)).finally(() => {
      inHand.delete(one)
      isSomeoneAlone = false
    })
    inHand.add(one)
  }

  const live = async (): Promise<void> => {
    for (;;) {
      // Nobody is taken before all who were told have found their place: others go on meanwhile, and tell more.
      for (let one = fresh.shift(); one; one = fresh.shift()) await goOn(one.story, one.at)
      const next = queue.at(-1)
      if (next && mayBegin(next)) take()
      else if (inHand.size > 0) await Promise.race(inHand)
      else return
    }
  }
  // Where one life fails, the others finish what they have in hand before anybody hears of it: nobody writes on behind a rollback.
  const run = (): Promise<void> =>
    live().catch(async (fault: unknown) => {
      await Promise.allSettled(inHand)
      throw fault
    })
  return { now, end, tell: (story) => void fresh.push({ story, at: now() }), run }
}
