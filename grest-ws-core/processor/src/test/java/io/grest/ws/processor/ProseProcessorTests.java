package io.grest.ws.processor;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Stream;

import javax.annotation.processing.Processor;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests of {@link ProseProcessor}, each with the compiler.
 */
class ProseProcessorTests {

	@TempDir
	private Path directory;

	@Test
	void keepsWhatAnInterfaceSaysOfItsMethods() throws IOException {
		compile("ChatServer", """
				/**
				 * Calls of a chat.
				 *
				 * @since 1.0
				 */
				public interface ChatServer {

					/**
					 * Send a message.
					 * @param message what is said
					 * @param loud whether it is shouted
					 * @return the id of
					 * the message
					 * @throws IllegalStateException if the room is closed
					 */
					String send(String message, boolean loud);

					void silent();

				}
				""");
		assertThat(prose("api.ChatServer")).containsOnly(entry("-", "Calls of a chat."),
				entry("send", "Send a message."), entry("send()", "the id of the message"),
				entry("send(0)", "what is said"), entry("send(1)", "whether it is shouted"));
	}

	@Test
	void keepsWhatARecordSaysOfItsComponents() throws IOException {
		compile("Message", """
				/**
				 * What was said.
				 *
				 * @param <T> no component
				 * @param author who said it
				 * @param text the words
				 */
				public record Message<T>(String author, T text) {

					/** Where it was said. */
					enum Place {

						/** At the table. */
						TABLE, BAR

					}

					private record Hidden(int a) {
					}

				}
				""");
		assertThat(prose("api.Message")).containsOnly(entry("-", "What was said."), entry("author", "who said it"),
				entry("text", "the words"));
		assertThat(prose("api.Message$Place")).containsOnly(entry("-", "Where it was said."),
				entry("TABLE", "At the table."));
		assertThat(files()).hasSize(2);
	}

	@Test
	void keepsWhatABeanSaysOfItsProperties() throws IOException {
		compile("Bean", """
				public class Bean {

					/** The name. */
					private String name;

					/** Return the size. */
					public int getSize() {
						return this.name.length();
					}

				}
				""");
		assertThat(prose("api.Bean")).containsOnly(entry("name", "The name."), entry("getSize", "Return the size."));
	}

	@Test
	void writesPlainText() throws IOException {
		compile("Text", """
				/**
				 * Has {@code a < b} and {@link java.util.List#of(Object) lists} of {@link String},
				 * {@linkplain #go() going}, {@link #go()}: 1 &lt; 2 &amp; &#39;x&#39; &unknown;.
				 * <p>
				 * Second <em>paragraph</em> with <code>code</code>
				 * = equal, # and ! \u00e4.
				 * <ul>
				 * <li>one
				 * <li>{@literal <two>}
				 * </ul>
				 * <pre class="code">
				 * {@code
				 * @Bean
				 * sample();
				 * }
				 * </pre>
				 * The end.
				 */
				interface Text {

					/** {@return the number} */
					int go();

					/** {@inheritDoc} */
					String toString();

				}
				""");
		assertThat(prose("api.Text")).containsOnly(
				entry("-",
						"Has `a < b` and `lists` of `String`, going, `go`: 1 < 2 & 'x' &unknown;.\n"
								+ "Second paragraph with `code` = equal, # and ! \u00e4.\n- one\n- <two>\nThe end."),
				entry("go", "Returns the number."));
	}

	@Test
	void readsTheStubsOfKotlin() throws IOException {
		compile("Stub", """
				/**
				 * A data class.
				 *
				 * @property text the words
				 */
				public final class Stub {

					private final String text = "";

				}
				""");
		assertThat(prose("api.Stub")).containsOnly(entry("-", "A data class."), entry("text", "the words"));
	}

	@Test
	void isLimitedToPackages() throws IOException {
		compile("Other", "/** Text. */ interface Other { }", "-Agrest.ws.prose.packages=apis, com.example");
		assertThat(files()).isEmpty();
		compile("Other", "/** Text. */ interface Other { }", "-Agrest.ws.prose.packages=com.example, api");
		assertThat(files()).hasSize(1);
	}

	@Test
	void writesNothingForTypesWithoutAny() throws IOException {
		compile("Plain", "public record Plain(int a) { void run() { } }");
		assertThat(files()).isEmpty();
	}

	@Test
	void isFoundByTheCompiler() {
		assertThat(ServiceLoader.load(Processor.class)).hasExactlyElementsOfTypes(ProseProcessor.class);
	}

	private void compile(String name, String source, String... options) throws IOException {
		Path file = this.directory.resolve("src").resolve(name + ".java");
		Files.createDirectories(file.getParent());
		Files.writeString(file, "package api;\n" + source);
		Path classes = Files.createDirectories(this.directory.resolve("classes"));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter out = new StringWriter();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			JavaCompiler.CompilationTask task = compiler.getTask(out, files, null,
					Stream
						.concat(Stream.of("-d", classes.toString(), "-encoding", "UTF-8", "-Xlint:all,-processing"),
								Stream.of(options))
						.toList(),
					List.of(), files.getJavaFileObjects(file));
			task.setProcessors(List.of(new ProseProcessor()));
			assertThat(task.call()).as(out.toString()).isTrue();
		}
		assertThat(out.toString()).isEmpty();
	}

	private Properties prose(String type) throws IOException {
		Properties prose = new Properties();
		try (Reader reader = Files
			.newBufferedReader(this.directory.resolve("classes/META-INF/grest-ws/prose/" + type + ".properties"))) {
			prose.load(reader);
		}
		return prose;
	}

	private List<Path> files() throws IOException {
		Path prose = this.directory.resolve("classes/META-INF");
		if (!Files.exists(prose)) {
			return List.of();
		}
		try (Stream<Path> files = Files.walk(prose)) {
			return files.filter(Files::isRegularFile).toList();
		}
	}

}
