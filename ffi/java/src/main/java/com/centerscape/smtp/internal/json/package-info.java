/** Values to JSON and back: the only code that knows the JSON library. */
package com.centerscape.smtp.internal.json;
