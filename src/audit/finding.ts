/** What can be wrong with the history; `block` and `event` say where. Its sentence for readers is `audit:fault.<code>`. */
export type Finding =
  | { code: 'block_missing' | 'block_link' | 'block_changed' | 'block_count' | 'leaves_changed'; block: number }
  | { code: 'events_changed'; block: number; event: number; lastEvent: number }
  | { code: 'event_changed' | 'event_missing' | 'event_twice' | 'personal_changed'; block: number; event: number }
  | { code: 'event_moved'; block: number; event: number; from: number }
  | { code: 'event_stray' | 'event_waits_sealed' | 'event_waits_missing' | 'waiting_changed' | 'waiting_personal_changed'; event: number }
  | { code: 'row_missing' | 'row_unrecorded' | 'row_changed'; row: string }
  | { code: 'event_lost_missing' | 'event_lost_changed'; event: number }

const words: { [C in Finding['code']]: (one: Extract<Finding, { code: C }>) => string } = {
  block_missing: ({ block }) => `block ${block} is missing`,
  block_link: ({ block }) => `block ${block} does not follow the block before it`,
  block_changed: ({ block }) => `block ${block} was changed: its hash is not that of its content`,
  block_count: ({ block }) => `block ${block} does not name as many events as it counts`,
  leaves_changed: ({ block }) => `block ${block}: the hashes of its events, one by one, were changed`,
  events_changed: ({ block, event, lastEvent }) => `block ${block}: an event from ${event} to ${lastEvent} was changed`,
  event_changed: ({ block, event }) => `block ${block}: event ${event} was changed`,
  event_moved: ({ block, event, from }) => `block ${block}: event ${event} is out of order, it was recorded as event ${from}`,
  event_missing: ({ block, event }) => `block ${block}: event ${event} is missing`,
  event_twice: ({ block, event }) => `block ${block}: event ${event} is in an earlier block already`,
  personal_changed: ({ block, event }) => `block ${block}: the personal part of event ${event} is not the one that was recorded`,
  event_stray: ({ event }) =>
    `event ${event} is in no block and does not wait to be sealed: it was inserted, not recorded by the program, or its block is gone`,
  event_waits_sealed: ({ event }) => `event ${event} is sealed and waits to be sealed again`,
  event_waits_missing: ({ event }) => `event ${event} waits to be sealed but is missing`,
  waiting_changed: ({ event }) => `event ${event}, not sealed yet, was changed or inserted: it does not bear the mark of what it says`,
  row_missing: ({ row }) => `${row} is gone: the history knows of it, and nobody ended it`,
  row_unrecorded: ({ row }) => `${row} stands without the event that made it`,
  row_changed: ({ row }) => `${row} is not what the history says of it`,
  event_lost_missing: ({ event }) => `event ${event} was deleted before it was sealed: the process that wrote it asked after it`,
  event_lost_changed: ({ event }) => `event ${event} was not, before it was sealed, what the process that wrote it had written`,
  waiting_personal_changed: ({ event }) => `the personal part of event ${event}, not sealed yet, is not the one that was recorded`,
}

/** One line for whoever checks from the command line. */
export const faultText = (finding: Finding): string => (words[finding.code] as (one: Finding) => string)(finding)
