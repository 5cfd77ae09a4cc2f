/** Bars over time, drawn by the server: no script and no library in the page. Whoever cannot see them reads the table that stands beside. */
export type Bar = { label: string; value: number; /** Said under the pointer, and to whoever listens. */ title: string; tone?: 'plain' | 'warning' | 'bad' | 'good' }
/** `marks`: values at which a line is drawn across. */
export type BarsInput = { label: string; bars: readonly Bar[]; marks: readonly { value: number; label: string }[]; /** Where the axis ends; absent: a little above what is highest. */ ceiling?: number; /** How a value is written at the axis. */ written: (value: number) => string }

const width = 720
const height = 200
const room = { left: 56, right: 12, top: 14, bottom: 26 } as const
const plot = { width: width - room.left - room.right, height: height - room.top - room.bottom } as const

/** 1, 2, 2.5 or 5 times a power of ten, so that the axis has round figures; of what is counted in ones no line stands between two of them. */
const roundStep = (top: number, steps: number, isWhole: boolean): number => {
  const rough = isWhole ? Math.max(1, top / steps) : top / steps
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough && (!isWhole || Number.isInteger(one * power))) ?? 10) * power
}

const fixed = (value: number): number => Math.round(value * 10) / 10

/** What `partials/bars.hbs` lays out: every place computed, in units of its view box. */
export const barsModel = ({ label, bars, marks, ceiling, written }: BarsInput) => {
  const values = [...bars, ...marks].map(({ value }) => value)
  const highest = Math.max(1, ...values)
  const reach = ceiling ?? highest * 1.05
  const step = roundStep(reach, 4, values.every(Number.isInteger))
  const top = Math.ceil(reach / step) * step
  const y = (value: number): number => fixed(room.top + plot.height * (1 - value / top))
  const slot = plot.width / Math.max(1, bars.length)
  const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step)
  return {
    label, viewBox: `0 0 ${width} ${height}`, left: room.left, right: width - room.right, bottom: room.top + plot.height,
    axis: lines.map((value) => ({ y: y(value), labelY: fixed(y(value) + 4), labelX: room.left - 8, text: written(value) })),
    marks: marks.map((mark) => ({ y: y(mark.value), labelY: fixed(y(mark.value) - 4), labelX: width - room.right, text: mark.label })),
    bars: bars.map((bar, i) => ({
      x: fixed(room.left + slot * i + slot * 0.18), width: fixed(slot * 0.64), y: y(bar.value), height: fixed(room.top + plot.height - y(bar.value)), title: bar.title, tone: bar.tone ?? 'plain',
      label: bar.label, labelX: fixed(room.left + slot * (i + 0.5)), labelY: height - 8,
    })),
  }
}
export type BarsModel = ReturnType<typeof barsModel>
