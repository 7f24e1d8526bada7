package io.grest.ws.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests the quickstart as a new user walks it: the commands of the page in a clone of
 * this project and in an unpacked zip, with a local repository of their own. What is not
 * of this project comes from the usual local repository, or else from Maven Central.
 */
@Tag("heavy")
class QuickstartBuildTests {

	private static final Set<String> LEFT_OUT = Set.of("target", "node_modules", ".git");

	private static final Pattern PARENT_VERSION = Pattern
		.compile("(<artifactId>spring-boot-starter-parent</artifactId>\\s*<version>)[^<]+");

	@TempDir
	static Path directory;

	@BeforeAll
	static void install() throws Exception {
		Path clone = directory.resolve("clone");
		copy(Path.of("..", "..").toAbsolutePath().normalize(), clone);
		maven(clone, "-Dmaven.test.skip=true", "-pl", "grest-ws-spring-boot-starter", "-am", "install");
		try (QuickstartZip zip = QuickstartZip.open()) {
			zip.unpack(directory.resolve("quickstart"));
		}
	}

	private static void copy(Path from, Path to) throws IOException {
		Files.createDirectories(to);
		try (Stream<Path> files = Files.list(from)) {
			for (Path file : files.filter((file) -> !LEFT_OUT.contains(file.getFileName().toString())).toList()) {
				Path copy = to.resolve(file.getFileName());
				if (Files.isDirectory(file)) {
					copy(file, copy);
				}
				else {
					Files.copy(file, copy);
				}
			}
		}
	}

	private static void maven(Path folder, String... arguments) throws Exception {
		String usual = System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository");
		Path own = directory.resolve("repository");
		try (ChildProcess maven = ChildProcess.start(folder,
				Stream
					.concat(Stream.of("./mvnw", "-B", "-ntp", "-Dmaven.repo.local=" + own,
							"-Dmaven.repo.local.tail=" + usual), Stream.of(arguments))
					.toList())) {
			maven.awaitSuccess();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "chat", "kotlin" })
	void runsChat(String application) throws Exception {
		runsChat(build(application));
	}

	// The versions before the one of the page, which are supported too. What they manage
	// of Reactor Netty is not what docs/operations.md asks for.
	@ParameterizedTest
	@ValueSource(strings = { "4.1.0", "4.1.1" })
	void runsChatOnSpringBoot(String version) throws Exception {
		Path folder = directory.resolve("quickstart");
		Path application = folder.resolve("chat-" + version);
		copy(folder.resolve("chat"), application);
		Path pom = application.resolve("pom.xml");
		String text = Files.readString(pom);
		String changed = PARENT_VERSION.matcher(text).replaceFirst((match) -> match.group(1) + version);
		assertThat(changed).isNotEqualTo(text);
		Files.writeString(pom, changed);
		runsChat(build(application.getFileName().toString(), "-Dreactor-bom.version=2025.0.8"));
	}

	private static void runsChat(Path jar) throws Exception {
		try (ChildProcess chat = run(jar);
				ChatPeer ann = GrestChatPeer.connect(URI.create("ws://localhost:" + chat.port()))) {
			assertThat(ann.join("ann")).isEqualTo(1);
			assertThat(ann.say("Hello")).isEqualTo("ann");
			ann.awaitSaid("ann", "Hello");
		}
	}

	@Test
	void runsServletClient() throws Exception {
		Path jar = build("servlet-client");
		try (ChildProcess chat = run(build("chat"))) {
			URI url = URI.create("ws://localhost:" + chat.port());
			try (ChildProcess gateway = run(jar, "--grest.ws.client.contracts.ChatApi.url=" + url)) {
				URI messages = URI.create("http://localhost:" + gateway.port() + "/messages");
				await().until(() -> post(messages, "Is the chat there?") == 200);
				try (ChatPeer ann = GrestChatPeer.connect(url)) {
					assertThat(ann.join("ann")).isEqualTo(2);
					assertThat(post(messages, "Hello")).isEqualTo(200);
					ann.awaitSaid("gateway", "Hello");
				}
			}
		}
	}

	private static int post(URI url, String text) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(text)).build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
	}

	private static Path build(String application, String... properties) throws Exception {
		Path folder = directory.resolve("quickstart");
		maven(folder,
				Stream.concat(Stream.of("-f", application + "/pom.xml", "clean", "package"), Stream.of(properties))
					.toArray(String[]::new));
		try (Stream<Path> files = Files.list(folder.resolve(application).resolve("target"))) {
			return files.filter((file) -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
		}
	}

	private static ChildProcess run(Path jar, String... arguments) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return ChildProcess.start(directory,
				Stream.concat(Stream.of(java, "-jar", jar.toString(), "--server.port=0"), Stream.of(arguments))
					.toList());
	}

}
