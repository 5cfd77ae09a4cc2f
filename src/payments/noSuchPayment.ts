import { Refusal } from '#src/kernel/errors.ts'

/** 404 in the documented words; also for another merchant's, and for the other world's. */
export const noSuchPayment = (id: string): Refusal => new Refusal(404, 'no_such', {}, { noun: 'payment', id: id.slice(0, 64) })
