// Small servers on loopback for what no real one does on command.

import { createServer } from 'node:net';

/** Starts a server that does this with each connection: `port`, `connections`, `stop()`. */
async function start(handle) {
    const connections = [];
    const server = createServer((socket) => {
        socket.on('error', () => {});
        const connection = { socket, received: '', isOpen: true };
        socket.on('data', (bytes) => (connection.received += bytes));
        socket.once('close', () => (connection.isOpen = false));
        connections.push(connection);
        handle(socket, connections.length);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    return {
        port,
        connections,
        settings: (more) => ({
            hostname: '127.0.0.1',
            port,
            security: 'none',
            auth: 'none',
            username: '',
            password: '',
            from_address: 'centerscape@example.test',
            timeout_seconds: 20,
            ...more,
        }),
        stop() {
            connections.forEach((connection) => connection.socket.destroy());
            server.close();
        },
    };
}

/** It takes connections and never says a word. */
export const silent = () => start(() => {});

/** It hangs up at once. */
export const hangingUp = () => start((socket) => socket.end());

/** It greets, offers nothing, and answers RCPT with these lines. A line may hold anything. */
export const refusing = (lines) => start((socket) => {
    answer(socket, (command) => (command === 'RCPT' ? reply(550, lines) : usual(command)));
});

/** It greets, and answers everything after this long: a test takes its time, and goes well. */
export const slow = (milliseconds) => start((socket) => {
    answer(socket, usual, milliseconds);
});

/** It takes a mail and never says whether it has it. */
export const keeping = () => start((socket) => {
    answer(socket, (command) => (command === '.' ? '' : usual(command)));
});

/** It greets with this and hangs up. */
export const greetingWith = (greeting) => start((socket) => socket.end(`${greeting}\r\n`));

/** What a plain server says to a command, and to the dot that ends a message. */
function usual(command) {
    switch (command) {
        case 'EHLO':
            return reply(250, ['mail.example.test']);
        case 'DATA':
            return reply(354, ['Go on']);
        case 'QUIT':
            return reply(221, ['Bye']);
        case '.':
            return reply(250, ['2.0.0 Ok: queued as SLOW1']);
        default:
            return reply(250, ['2.0.0 Ok']);
    }
}

/** A reply of these lines. */
function reply(code, lines) {
    return lines.map((line, i) => `${code}${i + 1 === lines.length ? ' ' : '-'}${line}\r\n`).join('');
}

/** A dialogue: each command gets its reply, the lines of a message get one. */
function answer(socket, replyTo, milliseconds = 0) {
    let buffer = '';
    let isMessage = false;
    let turn = Promise.resolve();
    const say = (text) => {
        turn = turn.then(() => new Promise((resolve) => setTimeout(resolve, milliseconds))).then(() => socket.write(text));
    };
    say('220 mail.example.test ESMTP\r\n');
    socket.on('data', (bytes) => {
        buffer += bytes;
        for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
            const line = buffer.slice(0, end);
            buffer = buffer.slice(end + 2);
            if (isMessage && line !== '.') {
                continue;
            }
            const text = isMessage ? replyTo('.') : replyTo(line.slice(0, 4).toUpperCase());
            isMessage = text.startsWith('354');
            say(text);
        }
    });
}
