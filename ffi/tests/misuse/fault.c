/* A real panic of the library arrives as a status; what it happened in is broken, and everything else goes on. */

#include <stdio.h>
#include <string.h>

#include "centerscape_smtp.h"

/* Of the library for tests alone, so not in the header. */
#ifdef __cplusplus
extern "C"
#endif
cs_smtp_status cs_smtp_fault_injection_panic(cs_smtp_session *session, cs_smtp_error **error);

#define CHECK(condition)                                            \
    do {                                                            \
        if (!(condition)) {                                         \
            printf("line %d: not so: %s\n", __LINE__, #condition);  \
            failures++;                                             \
        }                                                           \
    } while (0)

int main(void) {
    static const uint8_t ENTROPY[CS_SMTP_ENTROPY_LENGTH] = {7};
    static const char SETTINGS[] = "{\"hostname\":\"mail.example.com\",\"from_address\":\"centerscape@example.com\"}";
    int failures = 0;
    cs_smtp_settings *settings = NULL;
    cs_smtp_session *session = NULL, *other = NULL;
    cs_smtp_error *error = NULL;

    CHECK(cs_smtp_settings_parse(SETTINGS, strlen(SETTINGS), &settings, NULL) == CS_SMTP_STATUS_OK);
    CHECK(cs_smtp_session_new(settings, ENTROPY, sizeof ENTROPY, &session, NULL) == CS_SMTP_STATUS_OK);
    CHECK(cs_smtp_session_new(settings, ENTROPY, sizeof ENTROPY, &other, NULL) == CS_SMTP_STATUS_OK);

    CHECK(cs_smtp_fault_injection_panic(session, &error) == CS_SMTP_STATUS_FAULT);
    CHECK(cs_smtp_error_status(error) == CS_SMTP_STATUS_FAULT);
    /* It tells the place, and not the panic's own text. */
    CHECK(strstr(cs_smtp_error_message(error), "fault_injection.rs:") != NULL);
    CHECK(strstr(cs_smtp_error_message(error), "nobody may see") == NULL);
    CHECK(cs_smtp_error_free(error) == CS_SMTP_STATUS_OK);

    CHECK(cs_smtp_session_begin_probe(session, NULL) == CS_SMTP_STATUS_FAULT);
    CHECK(cs_smtp_session_begin_probe(other, NULL) == CS_SMTP_STATUS_OK);
    CHECK(cs_smtp_session_free(session) == CS_SMTP_STATUS_OK);
    CHECK(cs_smtp_session_free(other) == CS_SMTP_STATUS_OK);
    CHECK(cs_smtp_settings_free(settings) == CS_SMTP_STATUS_OK);
    CHECK(cs_smtp_live_handles() == 0);
    return failures == 0 ? 0 : 1;
}
