package io.grest.ws.processor;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests of {@link ProseProcessor} run by kapt, the annotation processing of Kotlin. The
 * compiler is a process of its own, as it is in builds.
 */
class KotlinProseTests {

	private static final String KAPT = "plugin:org.jetbrains.kotlin.kapt3:";

	@TempDir
	private Path directory;

	@Test
	void keepsWhatKdocSaysOfContractAndPayloads() throws IOException, InterruptedException {
		compile("""
				package api

				/** Calls of a [Chat][Message]. */
				interface ChatServer {

					/**
					 * Say something, a [Message] or a [chat.Quote].
					 *
					 * @param message what is said
					 * @return the number of `[Message]`
					 */
					fun say(message: Message): Int

					/** Ask later. */
					suspend fun later(message: Message): Int

				}

				/**
				 * What was said.
				 *
				 * @property author who said it
				 * @param text the words
				 */
				data class Message(
					val author: String,
					val text: String,
					/** How it sounds. */
					val mood: Mood
				)

				/**
				 * Moods.
				 *
				 * @property GLAD smiles
				 */
				enum class Mood {

					GLAD,

					/** Not kept by kapt. */
					SAD

				}
				""");
		assertThat(prose("api.ChatServer")).containsOnly(entry("-", "Calls of a Chat."),
				entry("say", "Say something, a `Message` or a `Quote`."), entry("say(0)", "what is said"),
				entry("say()", "the number of `[Message]`"), entry("later", "Ask later."));
		assertThat(prose("api.Message")).containsOnly(entry("-", "What was said."), entry("author", "who said it"),
				entry("text", "the words"), entry("mood", "How it sounds."), entry("getMood", "How it sounds."));
		assertThat(prose("api.Mood")).containsOnly(entry("-", "Moods."), entry("GLAD", "smiles"));
	}

	private void compile(String source) throws IOException, InterruptedException {
		Path file = Files.writeString(this.directory.resolve("Api.kt"), source);
		Path out = this.directory.resolve("out.txt");
		Process compiler = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", file.toString(),
				"-no-stdlib", "-no-reflect", "-classpath", classPath("kotlin-stdlib"), "-d",
				this.directory.resolve("classes").toString(), "-Xplugin=" + classPath("kotlin-annotation-processing"),
				"-P", KAPT + "aptMode=stubsAndApt", "-P", KAPT + "apclasspath=" + classPath("processor"), "-P",
				KAPT + "sources=" + this.directory.resolve("sources"), "-P",
				KAPT + "stubs=" + this.directory.resolve("stubs"), "-P",
				KAPT + "classes=" + this.directory.resolve("classes"))
			.redirectErrorStream(true)
			.redirectOutput(out.toFile())
			.start();
		try {
			assertThat(compiler.waitFor(5, TimeUnit.MINUTES)).isTrue();
			assertThat(compiler.exitValue()).as(() -> read(out)).isZero();
		}
		finally {
			compiler.destroyForcibly();
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private static String classPath(String name) {
		List<String> entries = Arrays
			.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
			.filter((entry) -> name.equals("processor") ? entry.contains("processor") && entry.contains("/classes")
					: Path.of(entry).getFileName().toString().matches(name + "(-embeddable)?-\\d.*\\.jar"))
			.toList();
		assertThat(entries).as(name).isNotEmpty();
		return entries.get(0);
	}

	private Properties prose(String type) throws IOException {
		Properties prose = new Properties();
		try (Reader reader = Files
			.newBufferedReader(this.directory.resolve("classes/" + ProseProcessor.DIRECTORY + type + ".properties"))) {
			prose.load(reader);
		}
		return prose;
	}

}
