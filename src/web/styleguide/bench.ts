import type { Translate } from '../i18n.ts'

const boxes = [
  { field: 'name', label: 'LENOIR', x: 372, y: 158, width: 220, height: 40 },
  { field: 'given', label: 'Sophie Marie', x: 372, y: 236, width: 290, height: 40 },
  { field: 'born', label: '14 07 1981', x: 372, y: 314, width: 210, height: 40 },
  { field: 'expires', label: '02 11 2026', x: 372, y: 392, width: 210, height: 40 },
  { field: 'mrz', label: 'IDFRALENOIR', x: 40, y: 500, width: 940, height: 110 },
]

/** Worst first. Each line: what was declared, what was read, what the check says. */
export const benchExample = (t: Translate) => ({
  label: t('styleguide:pieces.identity'),
  src: '/specimen.svg',
  width: 1020,
  height: 640,
  boxes,
  pages: [{ label: '1', href: '?page=1', isCurrent: true }, { label: '2', href: '?page=2', isCurrent: false }],
  previous: { label: t('styleguide:bench.previous'), href: '?piece=0' },
  next: { label: t('styleguide:bench.next'), href: '?piece=2' },
  columns: {
    field: { label: t('styleguide:bench.field'), isLead: true },
    declared: { label: t('web:bench.declared') },
    read: { label: t('web:bench.read') },
    check: { label: t('web:bench.check') },
  },
  checks: [
    {
      field: 'expires',
      name: t('styleguide:bench.expires'),
      declared: null,
      read: '2 nov. 2026',
      check: { tone: 'bad', label: t('styleguide:bench.expired') },
    },
    {
      field: 'given',
      name: t('styleguide:bench.given'),
      declared: 'Sophie',
      read: 'Sophie Marie',
      check: { tone: 'warning', label: t('styleguide:bench.close') },
    },
    {
      field: 'name',
      name: t('styleguide:bench.name'),
      declared: 'Lenoir',
      read: 'LENOIR',
      check: { tone: 'good', label: t('styleguide:bench.same') },
    },
    {
      field: 'born',
      name: t('styleguide:bench.born'),
      declared: '14 juil. 1981',
      read: '14 07 1981',
      check: { tone: 'good', label: t('styleguide:bench.same') },
    },
    {
      field: 'mrz',
      name: t('styleguide:bench.mrz'),
      declared: null,
      read: 'IDFRALENOIR<<<<',
      check: { tone: 'good', label: t('styleguide:bench.digits') },
    },
  ],
  refuse: {
    name: 'reason',
    label: t('styleguide:bench.reason'),
    type: 'select',
    width: 'full',
    value: 'expired',
    options: [
      { value: 'expired', label: t('styleguide:bench.expired_reason') },
      { value: 'unreadable', label: t('styleguide:bench.unreadable_reason') },
    ],
  },
})
