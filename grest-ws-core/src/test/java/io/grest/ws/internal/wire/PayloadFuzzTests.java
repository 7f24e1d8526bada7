package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.Payloads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Payloads} with a lot of random input, the same in each run: what does
 * not fit is always refused in the same way.
 */
class PayloadFuzzTests {

	private static final int RUNS = 10_000;

	private static final String CHARACTERS = "{}[]:,\"\\ \n\tetruefalsn0123456789.-+Eaü👍\u0001";

	private static final List<String> FIELDS = List.of("whole", "ratio", "flag", "text", "color", "tags", "items",
			"byName");

	private static final List<String> VALUES = List.of("null", "true", "5", "-1.5e300", "1e-400", "\"a\"", "\"RED\"",
			"\"\\ud800\"", "\"\"", "[]", "{}", "[null]", "{\"name\":\"a\"}", "[{\"name\":5}]", "99999999999999999999");

	private final Random random = new Random(20240607);

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final WireFormat format = new GrestFormat(List.of(), this.payloads);

	@Test
	void anyInputIsReadOrRefusedByIssuesThatTellNothingOfJava() {
		PayloadReader reader = this.payloads.reader(Everything.class);
		int read = 0;
		for (int run = 0; run < RUNS; run++) {
			try {
				String field = FIELDS.get(this.random.nextInt(FIELDS.size()));
				reader.read(random("{\"" + field + "\":%s,\"items\":[{\"name\":\"a\"}],\"unknown\":%s}"));
				read++;
			}
			catch (ValidationException ex) {
				assertThat(ex.issues()).isNotEmpty().doesNotHaveDuplicates();
				for (Issue issue : ex.issues()) {
					assertThat(issue.code()).startsWith("invalid.");
					assertThat(issue.message()).doesNotContain("io.grest", "java", "jackson", "Fuzz", "Exception");
				}
			}
		}
		assertThat(read).isBetween(100, RUNS);
	}

	@Test
	void anyHeadersAreReadOrRefused() {
		int read = 0;
		for (int run = 0; run < RUNS; run++) {
			try {
				this.format.readHandshake(random("{\"a\":%s,\"b\":\"c\",\"%s\":\"d\"}"));
				read++;
			}
			catch (ValidationException ex) {
				assertThat(ex.issues()).hasSize(1);
			}
		}
		assertThat(read).isBetween(100, RUNS);
	}

	@Test
	void anyAnswerIsReadOrRefused() {
		PayloadReader reader = this.payloads.reader(Everything.class);
		int read = 0;
		for (int run = 0; run < RUNS; run++) {
			try {
				Result result = this.format.readResult(
						random("""
								{"success":%s,"type":"OK","data":{"text":%s},"statusCode":%s,"context":{"timestamp":%s,"ref":%s}}"""),
						reader);
				if (result instanceof Result.Failure failure) {
					failure.data(reader);
				}
				read++;
			}
			catch (JacksonException | IllegalArgumentException ex) {
				assertThat(ex.getMessage()).isNotEmpty();
			}
		}
		assertThat(read).isBetween(100, RUNS);
	}

	private Payload random(String template) {
		Object[] values = this.random.ints(8, 0, VALUES.size()).mapToObj(VALUES::get).toArray();
		StringBuilder json = new StringBuilder(template.formatted(values));
		for (int faults = this.random.nextInt(3); faults > 0; faults--) {
			int at = this.random.nextInt(json.length());
			switch (this.random.nextInt(4)) {
				case 0 -> json.setLength(Math.max(1, at));
				case 1 -> json.deleteCharAt(at).append(' ');
				case 2 -> json.insert(at, CHARACTERS.charAt(this.random.nextInt(CHARACTERS.length())));
				default -> json.setCharAt(at, CHARACTERS.charAt(this.random.nextInt(CHARACTERS.length())));
			}
		}
		byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
		return new Payload(Arrays.copyOf(bytes, bytes.length + 3), 0, bytes.length);
	}

	enum Color {

		RED, GREEN

	}

	record Item(@Nullable String name) {

	}

	record Everything(@Nullable Integer whole, @Nullable Double ratio, @Nullable Boolean flag, @Nullable String text,
			@Nullable Color color, @Nullable List<String> tags, @Nullable List<Item> items,
			@Nullable Map<String, Item> byName) {

	}

}
