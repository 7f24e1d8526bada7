package io.grest.ws.protocol.json;

import java.util.List;
import java.util.function.Function;

import io.grest.ws.error.ValidationException.Issue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Finds every mismatch of an input that was refused. Jackson stops at the first, so the
 * input is read once more, by a mapper that notes each mismatch and goes on behind it.
 * Inputs that fit never come here. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class Mismatches {

	/**
	 * The number of issues after which an input is looked at no further.
	 */
	public static final int LIMIT = 100;

	private final Function<JacksonModule, JsonMapper> mappers;

	private final IssueWriter issues;

	private volatile @Nullable ObjectReader reader;

	/**
	 * Create a finder.
	 * @param mapper reads the payloads
	 * @param mappers makes another such mapper, with a module before all of its own, as
	 * deserializers of the first module enclose those of the others
	 */
	public Mismatches(JsonMapper mapper, Function<JacksonModule, JsonMapper> mappers) {
		this.mappers = mappers;
		this.issues = new IssueWriter(mapper);
	}

	/**
	 * Find what is wrong with an input.
	 * @param first why it was refused
	 * @param type the type that it was read as
	 * @param json has the input
	 * @param offset where it begins
	 * @param length its number of bytes
	 * @return at least one issue, at most {@link #LIMIT}, in the order of the input;
	 * fewer if their paths are long, which a peer chooses
	 */
	public List<Issue> find(JacksonException first, JavaType type, byte[] json, int offset, int length) {
		if (isJson(first)) {
			MismatchLog log = new MismatchLog(this.issues, LIMIT);
			try {
				reader().forType(type).withAttribute(MismatchLog.class, log).readValue(json, offset, length);
			}
			catch (RuntimeException ex) {
				// The end of what can be found: no JSON from here on, or enough.
			}
			if (!log.issues().isEmpty()) {
				return log.issues();
			}
		}
		return List.of(this.issues.issue(first, "", null));
	}

	/**
	 * Whether what was read so far is JSON, so that reading on makes sense.
	 */
	static boolean isJson(JacksonException ex) {
		return ex instanceof InputCoercionException
				|| !(ex instanceof StreamReadException || ex instanceof StreamConstraintsException);
	}

	// Made when it is needed first: it has deserializers of its own.
	private ObjectReader reader() {
		ObjectReader reader = this.reader;
		if (reader == null) {
			reader = this.mappers
				.apply(new SimpleModule(RecordingDeserializers.class.getName())
					.setDeserializerModifier(new RecordingDeserializers()))
				.reader()
				.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
			this.reader = reader;
		}
		return reader;
	}

}
