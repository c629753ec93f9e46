package com.centerscape.smtp;

import com.centerscape.smtp.internal.jni.NativeSession;
import com.centerscape.smtp.internal.jni.Utf8;
import com.centerscape.smtp.internal.json.JsonFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What came of a mail, a test or a probe, with its evidence. */
public final class DeliveryReport extends JsonValue {
    private static final String TRUST_STEP = "Or trust the server's own certificate alone, once its fingerprint is known to be right:"
            + " save the certificate as PEM in the file that this command names, and run it:\n";

    private final Outcome outcome;
    private final List<StageResult> stages;
    private final List<String> notReached;
    private final List<RecipientResult> recipients;
    private final Diagnosis diagnosis;
    private final String queueId;
    private final List<Advice> advice;
    private final List<Problem> warnings;
    private final List<String> capabilities;
    private final Learned learned;
    private final List<PresentedCertificate> certificates;
    private final List<String> transcript;
    private final String trustCommand;
    /** Where it was to go, {@code host:port}; null where that is not known. For exceptions alone. */
    private final String server;
    /** What was thrown and ended the job; null where nothing was. For exceptions alone. */
    private final Throwable failure;

    private DeliveryReport(JsonFields json, String server, Throwable failure) {
        super(json);
        outcome = json.word("outcome", Outcome::of);
        stages = json.values("stages", StageResult::new);
        notReached = json.texts("not_reached");
        recipients = json.values("recipients", RecipientResult::new);
        diagnosis = json.optionalValue("diagnosis", Diagnosis::new).orElse(null);
        queueId = json.optionalText("queue_id").orElse(null);
        advice = json.values("advice", Advice::new);
        warnings = Problem.read(json, "warnings");
        capabilities = json.texts("capabilities");
        learned = json.value("learned", Learned::new);
        certificates = json.values("certificates", PresentedCertificate::new);
        transcript = json.texts("transcript");
        trustCommand = json.optionalText("trust_command").orElse(null);
        this.server = server;
        this.failure = failure;
    }

    /**
     * A report that was kept as JSON.
     *
     * @param json as {@link #toJson()} wrote it
     * @return the report
     * @throws IllegalArgumentException it is not the JSON of a report, or one of another version of this library
     */
    public static DeliveryReport fromJson(String json) {
        try {
            return read(Utf8.bytes(Objects.requireNonNull(json, "json")), null, null);
        } catch (IllegalStateException foreign) {
            throw new IllegalArgumentException("json: this is not the JSON of a report of this version", foreign);
        }
    }

    /**
     * A report that tells nothing but its outcome, for a {@link Mailer} of your own.
     *
     * @param outcome what came of it, for every recipient; to tell of each apart, {@linkplain #fromJson read} a report
     * @param recipients the recipients, as in the envelope
     * @return the report
     */
    public static DeliveryReport of(Outcome outcome, List<String> recipients) {
        String word = Objects.requireNonNull(outcome, "outcome").word();
        List<?> results = Objects.requireNonNull(recipients, "recipients").stream()
                .map(address -> Map.of("address", address, "outcome", word))
                .collect(Collectors.toList());
        Map<String, Object> members = new HashMap<>(Map.of("outcome", word, "recipients", results, "learned", Map.of()));
        for (String none : List.of("stages", "not_reached", "advice", "warnings", "capabilities", "certificates", "transcript")) {
            members.put(none, List.of());
        }
        return JsonFields.read(members, json -> new DeliveryReport(json, null, null));
    }

    /** A report as the natives write it, and what its exceptions tell: where it was to go, and what was thrown. */
    static DeliveryReport read(byte[] json, String serverOrNull, Throwable failureOrNull) {
        return JsonFields.read(json, fields -> new DeliveryReport(fields, serverOrNull, failureOrNull));
    }

    private DeliveryReport with(Consumer<Map<String, Object>> change) {
        return changed(change, json -> new DeliveryReport(json, server, failure));
    }

    /** The same with the command that trusts the server, also as the last step of the diagnosis. */
    DeliveryReport withTrustCommand(String command) {
        return with(json -> {
            json.put("trust_command", command);
            if (diagnosis != null) {
                JsonFields.array(json.get("diagnosis"), "steps").add(TRUST_STEP + command);
            }
        });
    }

    /** Where it was to go, as {@code host:port}. */
    Optional<String> server() {
        return Optional.ofNullable(server);
    }

    /** What was thrown and ended the job; null where nothing was. */
    Throwable failureOrNull() {
        return failure;
    }

    /** The first stage that failed. */
    Optional<String> failedStage() {
        return stages.stream().filter(stage -> stage.verdict() == Verdict.FAILED).findFirst().map(StageResult::stage);
    }

    /** The same with more evidence of the stage that failed last, or of the last one. */
    DeliveryReport withEvidence(String evidence) {
        int at = stages.size() - 1;
        for (int i = 0; i < stages.size(); i++) {
            at = stages.get(i).verdict() == Verdict.FAILED ? i : at;
        }
        int told = at;
        return told < 0 ? this : with(json -> JsonFields.array(JsonFields.array(json, "stages").get(told), "evidence").add(evidence));
    }

    /**
     * What came of it.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * The stages in the order they were reached.
     *
     * @return the stages, unmodifiable
     */
    public List<StageResult> stages() {
        return stages;
    }

    /**
     * The stages that the job did not come to, in their order.
     *
     * @return names as of {@link StageResult#stage()}, unmodifiable; none where a transport of the host's own sent the message
     */
    public List<String> notReached() {
        return notReached;
    }

    /**
     * Each recipient of the message.
     *
     * @return the recipients, unmodifiable
     */
    public List<RecipientResult> recipients() {
        return recipients;
    }

    /**
     * The recipients that the server did not take the message for, or not for certain: refused, not sent or uncertain. None of them is
     * known to have it.
     *
     * @return the recipients, unmodifiable; none where the server took it for everybody, or nothing was to be sent
     */
    public List<RecipientResult> rest() {
        return recipients.stream()
                .filter(recipient -> recipient.outcome() != Outcome.ACCEPTED)
                .collect(Collectors.toUnmodifiableList());
    }

    /**
     * For a caller to whom a message that not everybody gets is a failure: {@link SmtpMailer#send(Draft)} returns one.
     *
     * @return this, where the server took the message for every recipient, or a probe passed
     * @throws DeliveryException anything else; its {@link DeliveryException#rest()} are the recipients that are left
     */
    public DeliveryReport requireAll() throws DeliveryException {
        if (outcome == Outcome.ACCEPTED || outcome == Outcome.READY) {
            return this;
        }
        throw new DeliveryException(this);
    }

    /**
     * Why it failed.
     *
     * @return the diagnosis; empty where everything passed
     */
    public Optional<Diagnosis> diagnosis() {
        return Optional.ofNullable(diagnosis);
    }

    /**
     * The id under which the server queued the message, where its reply tells one: the first, where the message took several transactions.
     *
     * @return the id
     */
    public Optional<String> queueId() {
        return Optional.ofNullable(queueId);
    }

    /**
     * Where an accepted test mail may be found, should it not arrive: that the first server took it says no more.
     *
     * @return the advice, unmodifiable; none for every other job and outcome
     */
    public List<Advice> advice() {
        return advice;
    }

    /**
     * What was changed so that the message could be sent, as {@link SmtpMessage#warnings()} has it.
     *
     * @return the warnings, unmodifiable; none for a probe
     */
    public List<Problem> warnings() {
        return warnings;
    }

    /**
     * What the server offered in its last reply to EHLO.
     *
     * @return a keyword and its parameters each, such as {@code AUTH PLAIN LOGIN} or {@code SIZE 35882577}, unmodifiable
     */
    public List<String> capabilities() {
        return capabilities;
    }

    /**
     * The certificates that the server presented, its own first.
     *
     * @return the certificates, unmodifiable
     */
    public List<PresentedCertificate> certificates() {
        return certificates;
    }

    /**
     * The dialogue, {@code C: } and {@code S: } before each line, without secrets and message text.
     *
     * @return the lines, unmodifiable
     */
    public List<String> transcript() {
        return transcript;
    }

    /**
     * The command for a shell that adds the server's own certificate, the first of {@link #certificates()}, to the keystore that this
     * JVM goes by. It reads the certificate as PEM from the file that it names, and asks for the keystore's password.
     *
     * @return the {@code keytool} command; empty where the certificate is not what failed, or no keystore file decides
     */
    public Optional<String> trustCommand() {
        return Optional.ofNullable(trustCommand);
    }

    /**
     * The report for people who may not look into the network: without stages and times, replies, certificates, capabilities and
     * transcript, and with the one cause {@code server-not-reached} for every failure before the login. A host that lets more
     * people than its administrators test settings shows this one, tells no stages, and logs the whole report.
     *
     * @return the redacted report
     */
    public DeliveryReport redacted() {
        return read(NativeSession.redacted(Utf8.bytes(toJson())), null, null);
    }

    /** What the session learned of the server, as JSON; empty where that is nothing. */
    Optional<String> learned() {
        return learned.isNothing() ? Optional.empty() : Optional.of(learned.toJson());
    }

    /**
     * The report as JSON; {@code trust_command} is a member where there is one.
     *
     * @return the JSON text
     */
    public String toJson() {
        return json();
    }

    /** The outcome and its cause, without addresses and the server's words. */
    @Override
    public String toString() {
        return diagnosis == null ? outcome.word() : outcome.word() + ": " + diagnosis;
    }
}
