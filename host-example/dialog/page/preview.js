/** @param {import('./app.js').Dialog} dialog */
export function startPreview() {}
