/** The natives and who owns what they hold: no rule about mail, nothing of the network. */
package com.centerscape.smtp.internal.jni;
