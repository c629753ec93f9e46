/** Values of settings as people say them. */

/** @type {Record<string, string>} */
export const SECURITIES = { none: 'without encryption', starttls: 'STARTTLS', tls: 'TLS' };

/** @type {Record<string, string>} */
export const LOGINS = { none: 'no login', password: 'login by password', oauth2: 'login by OAuth 2' };
