/**
 * Rings a job early. A lost ring costs nothing: what must happen is a row already, and the schedule finds it.
 * The doors (`vigie serve`) hang the bell; in tests and on the command line nothing is hung and ringing is silent.
 */
type Bell = (job: string) => Promise<void>

let bell: Bell | null = null

export const hangBell = (one: Bell | null): void => {
  bell = one
}

export const ring = async (job: string): Promise<void> => {
  await bell?.(job)
}

/** A run that a person asked for: a row of job_orders, of which the queue carries the id alone. */
export type Order = { id: string; job: string }
type TakeOrder = (order: Order) => Promise<void>

let orders: TakeOrder | null = null

export const takeOrders = (take: TakeOrder | null): void => {
  orders = take
}

/** Hands the order to the workers. False where no door is open to take it. */
export const placeOrder = async (order: Order): Promise<boolean> => {
  await orders?.(order)
  return orders !== null
}
