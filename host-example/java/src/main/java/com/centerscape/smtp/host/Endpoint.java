package com.centerscape.smtp.host;

import com.centerscape.smtp.InvalidInputException;
import java.io.IOException;

/** What answers one method of one path. */
@FunctionalInterface
interface Endpoint {
    /**
     * Answers a request.
     *
     * @throws Refusal the request cannot be answered so
     * @throws InvalidFormException the form has an error
     * @throws InvalidInputException the input of a job has an error; nothing was sent
     * @throws SettingsFileException the settings cannot be read or written
     * @throws IOException the connection to the client ended
     * @throws InterruptedException the server is being closed
     */
    Answer answer(Request request)
        throws Refusal, InvalidFormException, InvalidInputException, SettingsFileException, IOException, InterruptedException;
}
