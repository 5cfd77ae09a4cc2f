import { z } from 'zod'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import type { Field } from '#src/web/components.ts'
import { line, optionalLine, parse, tick, whole, words } from '#src/web/fields.ts'
import { formatPercent } from '#src/web/formats.ts'
import type { Visit } from '#src/web/visit.ts'
import { factorOf, factors, riskAxes, type Factor, type RiskAxis } from './factor.ts'
import type { TableChange } from './proposeTable.ts'
import type { RiskTable, TableFactor } from './riskTable.ts'

/** Amounts are asked for in euros, ratios in per cent. */
const scaleOf = (unit: Factor['unit']): number => (unit === 'count' ? 1 : 100)

export const fromText = ({ t, lang }: Pick<Visit, 't' | 'lang'>, { id, from }: TableFactor): string => {
  const { unit } = factorOf(id)
  if (unit === null || from === null) return '—'
  if (unit === 'cents') return formatCents(from, 'EUR', lang)
  return unit === 'bps' ? formatPercent(from, lang) : t('ratings:unit.count', { count: from })
}

const factorFields = ({ t }: Visit, { id, points, isDecisive, from }: TableFactor): Field[] => {
  const { unit } = factorOf(id)
  return [
    {
      name: `${id}.points`,
      type: 'number',
      label: t('ratings:form.points'),
      value: points,
      min: 0,
      max: 100,
      width: 'tiny',
      isRequired: true,
    },
    ...(unit === null
      ? []
      : [{
        name: `${id}.from`,
        type: 'number' as const,
        label: t(`ratings:form.from_${unit}`),
        value: from === null ? '' : from / scaleOf(unit),
        min: 1,
        width: 'short' as const,
        isRequired: true,
      }]),
    { name: `${id}.decides`, type: 'checkbox', label: t('ratings:form.decides'), value: isDecisive },
  ]
}

const refilled = (
  { t }: Visit,
  fields: Field[],
  refused: { errors: Record<string, string>; values: Record<string, unknown> } | undefined,
): Field[] =>
  refused
    ? fields.map((field) => ({
      ...field,
      value: field.type === 'checkbox'
        ? refused.values[field.name] !== undefined
        : ((refused.values[field.name] as string | undefined) ?? field.value),
      ...(refused.errors[field.name] ? { error: t(refused.errors[field.name]!) } : {}),
    }))
    : fields

/** Every field of a table, filled in with the one in force. */
export const tableForm = (
  visit: Visit,
  table: RiskTable,
  refused?: { errors: Record<string, string>; values: Record<string, unknown> },
) => {
  const { t, ctx } = visit
  const level: Field[] = [
    ...riskAxes.map((axis): Field => ({
      name: `axis.${axis}`,
      type: 'number',
      label: t(`ratings:axis.${axis}`),
      value: table.axes[axis],
      min: 0,
      max: 100,
      width: 'tiny',
      suffix: '%',
      isRequired: true,
    })),
    {
      name: 'medium_from',
      type: 'number',
      label: t('ratings:form.medium_from'),
      value: table.mediumFrom,
      min: 1,
      max: 99,
      width: 'tiny',
      isRequired: true,
    },
    {
      name: 'high_from',
      type: 'number',
      label: t('ratings:form.high_from'),
      value: table.highFrom,
      min: 2,
      max: 100,
      width: 'tiny',
      isRequired: true,
    },
    {
      name: 'mccs',
      type: 'textarea',
      rows: 2,
      label: t('ratings:form.mccs'),
      value: table.mccs.join(' '),
      width: 'full',
      maxlength: 2_000,
    },
  ]
  const closing: Field[] = [
    {
      name: 'valid_from',
      type: 'date',
      label: t('ratings:form.valid_from'),
      value: addDays(parisDay(ctx.now), 1),
      width: 'short',
      isRequired: true,
    },
    { name: 'source', type: 'text', label: t('ratings:form.source'), width: 'full', maxlength: 200, isRequired: true },
    { name: 'reason', type: 'textarea', rows: 3, label: t('web:form.reason'), width: 'full', maxlength: 2_000, isRequired: true },
  ]
  return {
    level: refilled(visit, level, refused),
    closing: refilled(visit, closing, refused),
    factors: table.factors.map((one) => ({
      label: t(`dossiers:risk.${one.id}`),
      axis: t(`ratings:axis.${factorOf(one.id).axis}`),
      fields: refilled(visit, factorFields(visit, one), refused),
    })),
  }
}

const most = 1_000_000_000
const formOf = z.object(Object.fromEntries([
  ...riskAxes.map((axis) => [`axis.${axis}`, whole(0, 100)]),
  ['medium_from', whole(0, 100)],
  ['high_from', whole(0, 100)],
  ...factors.map(({ id }) => [`${id}.points`, whole(0, 100)]),
  ...factors.filter(({ unit }) => unit !== null).map(({ id }) => [`${id}.from`, whole(1, most)]),
  ...factors.map(({ id }) => [`${id}.decides`, tick()]),
]) as Record<string, z.ZodType<number | boolean>>)
const closingForm = z.object({ mccs: optionalLine(2_000), valid_from: line(10), source: line(200), reason: words(2_000) })

/** What was sent of it. */
export const readTableForm = (body: Record<string, unknown>): TableChange => {
  const said = parse(formOf, body)
  const rest = parse(closingForm, { ...body, mccs: typeof body['mccs'] === 'string' ? body['mccs'].replace(/\s+/g, ' ') : '' })
  const number = (name: string): number => Number(said[name])
  const table: RiskTable = {
    axes: Object.fromEntries(riskAxes.map((axis) => [axis, number(`axis.${axis}`)])) as Record<RiskAxis, number>,
    mediumFrom: number('medium_from'),
    highFrom: number('high_from'),
    mccs: rest.mccs.split(/[\s,;]+/).filter(Boolean),
    factors: factors.map(({ id, unit }) => ({
      id,
      points: number(`${id}.points`),
      isDecisive: said[`${id}.decides`] === true,
      from: unit === null ? null : number(`${id}.from`) * scaleOf(unit),
    })),
  }
  return { table, validFrom: rest.valid_from, source: rest.source, reason: rest.reason }
}
