// The HTML mails, built by the component in the page from the page's own examples.

const ABOUT = {
    test: 'The test mail.',
    alert: 'An alert that was raised.',
    cleared: 'The same alert when it is over.',
    notice: 'A notice of an infrastructure problem.',
    report: 'A report.',
};

/** Each with its `name`, one sentence `about` it, and its `html`. */
export async function mails(dialog) {
    const made = await dialog.page.evaluate(async () => {
        const [{ loadComponent }, { KINDS }] = await Promise.all([import('./component.js'), import('./examples.js')]);
        const component = await loadComponent();
        const form = JSON.stringify({ hostname: 'mail.example.com', from_address: 'CenterScape <centerscape@example.com>' });
        return KINDS.map(({ id, draft }) => ({ name: id, html: component.preview(form, draft('critical')).preview.html }));
    });
    return made.map((mail) => ({ ...mail, about: ABOUT[mail.name] ?? `The mail of the kind ${mail.name}.` }));
}
