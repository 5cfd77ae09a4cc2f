/**
 * A picture turned by quarters, clockwise, inside its own frame: the viewBox takes the turned shape, so that it fits like any other page.
 */
export const turned = (width: number, height: number, turns: number): { viewBox: string; transform: string } => {
  const isLying = turns % 2 === 1
  const [x, y] = [[0, 0], [height, 0], [width, height], [0, width]][turns % 4]!
  return {
    viewBox: isLying ? `0 0 ${height} ${width}` : `0 0 ${width} ${height}`,
    transform: turns % 4 === 0 ? '' : `translate(${x} ${y}) rotate(${(turns % 4) * 90})`,
  }
}
