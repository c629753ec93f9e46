package com.centerscape.smtp.internal.jni;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After every test as many native objects live as before it. Registered for all tests by its file in META-INF/services. */
public final class HandleCount implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(HandleCount.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(HERE).put("before", NativeLibrary.liveHandles());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        long before = context.getStore(HERE).get("before", Long.class);
        assertEquals(before, NativeLibrary.liveHandles(), "native objects that live after the test");
    }

    /** How many native objects live now. */
    public static long live() {
        return NativeLibrary.liveHandles();
    }
}
