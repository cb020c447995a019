package org.storkee.storage;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** From an exception to the one line people read about a failed observation. */
final class Reasons {
    /** Longer texts are a storage system's error page, and the log and the event need none. */
    private static final int MAX_LENGTH = 300;

    private Reasons() {}

    /** The first line of the exception's message, or its class's name when it has none; never empty. */
    static String of(Throwable failure) {
        Throwable told = failure;
        while (told.getCause() != null && (wraps(told) || blank(told.getMessage()))) {
            told = told.getCause();
        }
        String message = told.getMessage();
        if (message == null || blank(message)) {
            return told.getClass().getSimpleName();
        }
        String line = message.strip().lines().findFirst().orElse("").strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }

    private static boolean wraps(Throwable failure) {
        return failure instanceof ExecutionException || failure instanceof CompletionException;
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
