// Makes a page look the same on each run: what is of this run alone is replaced by something fixed.

const FINGERPRINT = '3F:1C:A2:5D:90:7E:44:B8:6A:D1:0C:F3:25:9B:E7:58:13:C6:8F:7A:02:DE:41:B5:69:F0:2C:97:E3:5A:1D:84';

/** Replaces hosts and ports of the machine, times, queue ids, fingerprints and folders, in texts and in fields. */
export async function steady(page, postfix) {
    await page.evaluate(({ ports, fingerprint }) => {
        const usual = (service) => (service.startsWith('starttls') ? '587' : service.startsWith('tls') ? '465' : '25');
        const rules = [
            ...Object.entries(ports).map(([service, port]) => [new RegExp(`\\b${port}\\b`, 'g'), usual(service)]),
            [/(?<!@)\b(localhost|mail\.example\.test)\b/g, 'mail.example.com'],
            [/\b127\.0\.0\.1\b/g, '192.0.2.25'],
            [/example\.test\b/g, 'example.com'],
            // A port of this machine's own choice.
            [/\b(port |:)[345]\d{4}\b/g, '$125'],
            [/\b\d{1,2}:\d\d:\d\d( [AP]M)?\b/g, '05:26:00'],
            [/\b\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\b/g, '2026-01-12 to 2027-02-13'],
            [/-[0-9a-f]{8}\b/g, '-3f1ca25d'],
            [/\b(queued as|queue id) \w+/g, '$1 4T2xQz1kBn'],
            [/(< )?\b\d+(\.\d+)? ms\b/g, '12 ms'],
            [/\b\d+(\.\d+)? s\b/g, '1 s'],
            [/\/tmp\/[\w/.-]*?\/?(trusted\.\w+)/g, '/etc/centerscape/$1'],
        ];
        const fixed = (text) => rules.reduce((changed, [pattern, by]) => changed.replace(pattern, by), text);
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const text = fixed(node.data);
            if (text !== node.data) {
                node.data = text;
            }
        }
        const portNow = (port) => {
            const service = Object.keys(ports).find((name) => String(ports[name]) === port);
            return service ? usual(service) : '25';
        };
        for (const input of document.querySelectorAll('input[type=text]')) {
            const isOfThisRun = /^[345]\d{4}$/.test(input.value);
            input.value = isOfThisRun ? portNow(input.value) : fixed(input.value);
            if (isOfThisRun) {
                // The usual port is offered in place of this one; in the picture it is the usual one.
                input.closest('.columns')?.querySelectorAll('.offer').forEach((offer) => offer.remove());
            }
        }
        for (const print of document.querySelectorAll('.fingerprint')) {
            const pairs = fingerprint.split(':');
            const nodes = [...print.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && /^[0-9A-F]{2}$/.test(node.data));
            nodes.forEach((node, i) => (node.data = pairs[i % pairs.length]));
        }
    }, { ports: postfix.ports, fingerprint: FINGERPRINT });
}
