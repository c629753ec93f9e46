/**
 * Small drawings for states. Each state has a shape of its own, so that colour is never all that tells them apart; words stand
 * beside every icon, so screen readers pass over it.
 */

const SHAPES = {
  running: ['M8 1.75a6.25 6.25 0 0 1 6.25 6.25'],
  passed: ['M3.5 8.5l3 3 6-7'],
  failed: ['M4 4l8 8', 'M12 4l-8 8'],
  ended: ['M4.5 8h7'],
  unreached: ['M8 7.9v.2'],
  warning: ['M8 2.2l6.3 11.3H1.7z', 'M8 6.4v3.4', 'M8 11.6v.1'],
};

/**
 * An icon in the colour of the text around it.
 *
 * @param {keyof typeof SHAPES} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const drawing = svg('svg', { class: `icon icon-${name}`, viewBox: '0 0 16 16', width: '16', height: '16', 'aria-hidden': 'true' });
  drawing.append(...(SHAPES[name] ?? SHAPES.ended).map((d) => svg('path', { d })));
  return drawing;
}

function svg(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
