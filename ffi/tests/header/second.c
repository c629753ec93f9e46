/* The header, after its own standard headers and twice. */

#include <stdint.h>

#include "centerscape_smtp.h"
#include "centerscape_smtp.h"

unsigned contract_of_second(void);

unsigned contract_of_second(void) {
    return cs_smtp_contract();
}
