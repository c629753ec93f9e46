package com.centerscape.smtp.internal.jni;

import com.centerscape.smtp.MessageBuilder;
import com.centerscape.smtp.SmtpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.security.ProtectionDomain;

/** An application that calls the library first and is then taken out of the JVM: run in a JVM of its own. */
public final class FirstCaller implements Runnable {
    private static final int MOST_TRIES = 100;

    /** Calls the library. */
    @Override
    public void run() {
        SmtpSettings settings = SmtpSettings.builder().fromAddress("cs@example.com").build();
        MessageBuilder.create(settings).close();
        System.out.println("first call");
    }

    /** Says whether the application's classes are forgotten once nobody has them any more. */
    public static void main(String[] arguments) throws Exception {
        WeakReference<ClassLoader> application = called();
        for (int i = 0; i < MOST_TRIES && application.get() != null; i++) {
            System.gc();
            Thread.sleep(50);
        }
        System.out.println(application.get() == null ? "forgotten" : "kept");
    }

    private static WeakReference<ClassLoader> called() throws Exception {
        ClassLoader loader = new Own();
        Runnable caller = (Runnable) loader.loadClass(FirstCaller.class.getName()).getDeclaredConstructor().newInstance();
        caller.run();
        return new WeakReference<>(loader);
    }

    /** Has this class of its own, and shares the library's. */
    private static final class Own extends ClassLoader {
        Own() {
            super(FirstCaller.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean isResolved) throws ClassNotFoundException {
            if (!name.equals(FirstCaller.class.getName())) {
                return super.loadClass(name, isResolved);
            }
            try (InputStream in = FirstCaller.class.getResourceAsStream("FirstCaller.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length, new ProtectionDomain(null, null, this, null));
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }
}
