package com.centerscape.smtp.mailer;

import com.centerscape.smtp.Detection;
import com.centerscape.smtp.Reason;
import com.centerscape.smtp.Recommendation;

/** Says what a detection finds: run in a JVM of its own, one with few modules. */
public final class DetectInChild {
    private DetectInChild() {}

    public static void main(String[] arguments) throws Exception {
        Recommendation found = Detection.of(arguments[0]).ports("1").run();
        for (Reason reason : found.reasons()) {
            System.out.println(reason.code() + ": " + reason.text());
        }
        System.out.println(found.toJson());
    }
}
