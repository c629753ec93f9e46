// A real Postfix, and the mails that it delivered.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { postfixForTests } from './places.mjs';
import { Program, until } from './programs.mjs';

/** Starts one: what `postfix-for-tests` tells, and what is done with it. */
export async function startPostfix() {
    const program = new Program([postfixForTests()]);
    const [line] = await program.says(/^\{.*\}$/);
    const told = JSON.parse(line);
    const mails = (mailbox) => {
        const folder = join(told.mail_folder, mailbox, 'new');
        return existsSync(folder) ? readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')) : [];
    };
    return {
        ...told,
        caPem: () => readFileSync(told.ca_file, 'utf8'),
        mails,
        /** Waits until one of the mails has this text. */
        mailWith: (mailbox, text) =>
            until(`a mail with ${text} in ${mailbox}`, () => mails(mailbox).find((mail) => mail.includes(text))),
        /** The settings of one of its ports. */
        settings: (service, more) => ({
            hostname: told.host,
            port: told.ports[service],
            security: /^(starttls|tls)/.exec(service)?.[0] ?? 'none',
            auth: 'none',
            username: '',
            password: '',
            from_address: 'CenterScape <centerscape@example.test>',
            timeout_seconds: 10,
            ...more,
        }),
        stop: () => program.finish(),
    };
}
