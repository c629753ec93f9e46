package com.centerscape.smtp.mailer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server on 127.0.0.1 that knows the MX and SRV records it was given, and no others. */
final class DnsServer implements AutoCloseable {
    private static final int MX = 15;
    private static final int SRV = 33;
    private static final int ANSWER = 0x8180;
    private static final int NO_SUCH_NAME = 3;

    private final DatagramSocket socket;
    private final Map<String, byte[]> records = new ConcurrentHashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private volatile boolean isMute;

    DnsServer() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread thread = new Thread(this::serve, "name server");
        thread.setDaemon(true);
        thread.start();
    }

    DnsServer mx(String domain, int preference, String host) {
        records.put(domain + " " + MX, data(name(host), preference));
        return this;
    }

    DnsServer srv(String service, int port, String host) {
        records.put(service + " " + SRV, data(name(host), 0, 1, port));
        return this;
    }

    /** Answers nothing any more. */
    DnsServer mute() {
        isMute = true;
        return this;
    }

    String url() {
        return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    /** What was asked, as {@code name type}. */
    List<String> questions() {
        return questions;
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                if (!isMute) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (SocketException closed) {
                return;
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    /** The question again, and the record behind it (RFC 1035, section 4). */
    private byte[] answer(ByteBuffer query) {
        short id = query.getShort();
        query.position(12);
        StringBuilder name = new StringBuilder();
        for (int length = query.get(); length > 0; length = query.get()) {
            byte[] label = new byte[length];
            query.get(label);
            name.append(name.length() == 0 ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        short type = query.getShort();
        questions.add(name + " " + type);
        byte[] record = records.get(name + " " + type);
        ByteBuffer answer = ByteBuffer.allocate(512).putShort(id).putShort((short) (record == null ? ANSWER | NO_SUCH_NAME : ANSWER));
        answer.putShort((short) 1).putShort((short) (record == null ? 0 : 1)).putInt(0);
        answer.put(name(name.toString())).putShort(type).putShort((short) 1);
        if (record != null) {
            answer.put(name(name.toString())).putShort(type).putShort((short) 1).putInt(60);
            answer.putShort((short) record.length).put(record);
        }
        byte[] bytes = new byte[answer.position()];
        answer.flip().get(bytes);
        return bytes;
    }

    private static byte[] name(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String label : name.split("\\.")) {
            bytes.write(label.length());
            bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    private static byte[] data(byte[] name, int... numbers) {
        ByteBuffer data = ByteBuffer.allocate(2 * numbers.length + name.length);
        for (int number : numbers) {
            data.putShort((short) number);
        }
        return data.put(name).array();
    }
}
