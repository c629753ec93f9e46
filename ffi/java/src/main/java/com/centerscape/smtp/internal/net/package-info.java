/** The network of a session: connections, TLS and trust, deadlines and the connections that are kept. Nothing of JSON. */
package com.centerscape.smtp.internal.net;
