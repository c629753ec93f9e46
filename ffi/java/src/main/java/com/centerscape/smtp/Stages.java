package com.centerscape.smtp;

import com.centerscape.smtp.internal.net.Progress;
import java.util.List;
import java.util.function.Consumer;

/** Tells the name of each stage once, from the reports of a job while it runs. */
final class Stages implements Progress {
    private final Consumer<String> listener;
    private int told;

    private Stages(Consumer<String> listener) {
        this.listener = listener;
    }

    /** Tells a listener; null is nobody. */
    static Progress to(Consumer<String> listenerOrNull) {
        return listenerOrNull == null ? Progress.UNTOLD : new Stages(listenerOrNull);
    }

    @Override
    public void advanced(byte[] report) {
        List<StageResult> stages = DeliveryReport.read(report).stages();
        for (; told < stages.size(); told++) {
            listener.accept(stages.get(told).stage());
        }
    }
}
