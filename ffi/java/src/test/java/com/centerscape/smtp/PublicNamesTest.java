package com.centerscape.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public names go together with those that a monitoring server imports or has itself. */
class PublicNamesTest {
    @TempDir
    Path folder;

    private static final List<String> IMPORTED = List.of(
            "com.centerscape.smtp", "java.io", "java.net", "java.nio.file", "java.security", "java.time", "java.util",
            "java.util.concurrent", "java.util.function", "java.util.logging", "javax.net.ssl", "jakarta.mail",
            "jakarta.mail.internet");

    private static final List<String> OWN = List.of("Alert", "Notice", "Report", "Severity", "Incident", "Event");

    @Test
    void theyCollideWithNothingThatAServerImports() throws Exception {
        List<String> names = publicNames();
        assertTrue(names.contains("SmtpMailer") && names.contains("AlertMail"), names::toString);
        assertEquals("", errors(program(names)));
    }

    @Test
    void aNameOfTwoPackagesIsFound() {
        assertTrue(errors(program(List.of("Provider"))).contains("ambiguous"));
    }

    /** A server with classes of its own, and a field of each type. */
    private static String program(List<String> names) {
        return IMPORTED.stream().map(each -> "import " + each + ".*;\n").collect(Collectors.joining())
                + OWN.stream().map(each -> "class " + each + " {}\n").collect(Collectors.joining())
                + "class Server {\n"
                + Stream.concat(names.stream(), OWN.stream())
                        .map(each -> "    " + each + " a" + each + ";\n")
                        .collect(Collectors.joining())
                + "}\n";
    }

    private String errors(String program) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///Server.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoresEncodingErrors) {
                return program;
            }
        };
        List<String> options =
                List.of("-proc:none", "-implicit:none", "-classpath", System.getProperty("java.class.path"), "-d", folder.toString());
        compiler.getTask(null, null, found, options, null, List.of(source)).call();
        return found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getMessage(Locale.ENGLISH))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> publicNames() throws IOException, URISyntaxException {
        Path folder = Path.of(SmtpMailer.class.getResource("SmtpMailer.class").toURI()).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[A-Za-z0-9]+\\.class"))
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .filter(PublicNamesTest::isPublic)
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    private static boolean isPublic(String name) {
        try {
            Class<?> type = Class.forName("com.centerscape.smtp." + name, false, PublicNamesTest.class.getClassLoader());
            return Modifier.isPublic(type.getModifiers());
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
