/* Includes the header twice, and is linked with second.c, which does too. */

#include "centerscape_smtp.h"
#include "centerscape_smtp.h"

unsigned contract_of_second(void);

int main(void) {
    return cs_smtp_contract() == CS_SMTP_CONTRACT && contract_of_second() == CS_SMTP_CONTRACT ? 0 : 1;
}
