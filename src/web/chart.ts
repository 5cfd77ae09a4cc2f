/**
 * Bars over time, drawn by the server: no script and no library in the page. Whoever cannot see them reads the table that stands beside.
 */
export type Bar = {
  label: string
  value: number /** Said under the pointer, and to whoever listens. */
  title: string
  tone?: 'plain' | 'warning' | 'bad' | 'good'
}
/** `marks`: values at which a line is drawn across. */
export type BarsInput = {
  label: string
  bars: readonly Bar[]
  marks: readonly { value: number; label: string }[] /** Where the axis ends; absent: a little above what is highest. */
  ceiling?: number /** How a value is written at the axis. */
  written: (value: number) => string
}

const usualWidth = 720
/** What a sign of a label takes at most, and what parts it from its neighbour, in units of the view box. */
const [signWidth, labelGap] = [5.8, 8]
const height = 200
const room = { left: 56, right: 12, top: 14, bottom: 26 } as const
const plotHeight = height - room.top - room.bottom

/**
 * 1, 2, 2.5 or 5 times a power of ten, so that the axis has round figures; of what is counted in ones no line stands between two of them.
 */
const roundStep = (top: number, steps: number, isWhole: boolean): number => {
  const rough = isWhole ? Math.max(1, top / steps) : top / steps
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough && (!isWhole || Number.isInteger(one * power))) ?? 10) * power
}

const fixed = (value: number): number => Math.round(value * 10) / 10

/** How wide a bar's place has to be for no label to touch the next one; many bars have none. */
const neededSlot = (bars: readonly Bar[]): number => {
  const labels = bars.flatMap(({ label }, at) => (label === '' ? [] : [{ at, width: label.length * signWidth + labelGap }]))
  return Math.max(0, ...labels.slice(1).map((one, i) => (one.width + labels[i]!.width) / 2 / (one.at - labels[i]!.at)))
}

/** What `partials/bars.hbs` lays out: every place computed, in units of its view box. */
export const barsModel = ({ label, bars, marks, ceiling, written }: BarsInput) => {
  const values = [...bars, ...marks].map(({ value }) => value)
  const highest = Math.max(1, ...values)
  const reach = ceiling ?? highest * 1.05
  const step = roundStep(reach, 4, values.every(Number.isInteger))
  const top = Math.ceil(reach / step) * step
  const y = (value: number): number => fixed(room.top + plotHeight * (1 - value / top))
  const slot = Math.max(neededSlot(bars), (usualWidth - room.left - room.right) / Math.max(1, bars.length))
  const width = fixed(room.left + slot * bars.length + room.right)
  const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step)
  return {
    label,
    viewBox: `0 0 ${width} ${height}`,
    /** On the screen, where the labels need more than the usual width: signs stay as large as on any other chart. */ drawnWidth:
      width > usualWidth ? Math.round(width * 1.25) : null,
    left: room.left,
    right: width - room.right,
    bottom: room.top + plotHeight,
    axis: lines.map((value) => ({ y: y(value), labelY: fixed(y(value) + 4), labelX: room.left - 8, text: written(value) })),
    marks: marks.map((mark) => ({ y: y(mark.value), labelY: fixed(y(mark.value) - 4), labelX: width - room.right, text: mark.label })),
    bars: bars.map((bar, i) => ({
      x: fixed(room.left + slot * i + slot * 0.18),
      width: fixed(slot * 0.64),
      y: y(bar.value),
      height: fixed(room.top + plotHeight - y(bar.value)),
      title: bar.title,
      tone: bar.tone ?? 'plain',
      label: bar.label,
      labelX: fixed(room.left + slot * (i + 0.5)),
      labelY: height - 8,
    })),
  }
}
export type BarsModel = ReturnType<typeof barsModel>
