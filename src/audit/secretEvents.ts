/**
 * Events of what is known to a closed circle alone (X-06, CMF L561-18): each of them one neutral word, without an amount, a ground or a
 * name. Nothing writes them any more: what is secret stands in the circle's own register. Those that were written before stand in the chain
 * as all do, and are shown to nobody else, since that something happened would be the leak.
 */
export const secretEvents: readonly string[] = ['hold.reviewed', 'legal_hold.kept']
