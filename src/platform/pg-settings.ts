import type { PgFolder } from './pg-folder.ts'

export type PgSettings = Record<string, string>

const always: PgSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '..', // the folder's home, seen from `data`, whatever path leads there; with a password, as the other door
  unix_socket_permissions: '0700',
  password_encryption: 'scram-sha-256',
  max_connections: '200',
  shared_buffers: '256MB',
  synchronous_commit: 'on', // an answer that was given and lost is a cent lost
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  jit: 'off', // short queries: compiling them costs more than running them
  max_parallel_workers_per_gather: '0', // two cores are better spent on two people; and /dev/shm is tiny in containers
  max_parallel_maintenance_workers: '0',
  random_page_cost: '1.1',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
  // The details of an error quote the row ("Key (email)=(…) already exists"), the statement quotes its values: neither goes to the log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
}

/** Given on the command line, so that a newer vigie brings its newer settings to an older folder. */
export const pgArguments = (folder: PgFolder, data: string, port: number, extra: PgSettings): string[] => {
  const settings = { ...always, ...extra, cluster_name: folder.mark }
  return ['-D', data, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}
