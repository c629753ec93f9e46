package com.centerscape.smtp.internal.jni;

import com.centerscape.smtp.NativeLibraryException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Loads the library from many threads at once and says what came of it: run in a JVM of its own. */
final class LoadOnce {
    private static final int THREADS = 8;

    private LoadOnce() {}

    /** Says {@code loaded} and the version, or the message of the exception, once where all threads had the same. */
    public static void main(String[] arguments) throws InterruptedException {
        Set<String> said = ConcurrentHashMap.newKeySet();
        CountDownLatch start = new CountDownLatch(1);
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            threads[i] = new Thread(() -> said.add(load(start)));
            threads[i].start();
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        // The answer stands, whatever would be found now.
        System.clearProperty(LibrarySearch.LIBRARY);
        said.add(load(start));
        said.forEach(System.out::println);
        System.out.println("answers: " + said.size());
    }

    private static String load(CountDownLatch start) {
        try {
            start.await();
            return "loaded " + NativeLibrary.version();
        } catch (NativeLibraryException unfit) {
            return unfit.getMessage();
        } catch (Throwable other) {
            return "not foreseen: " + other;
        }
    }
}
