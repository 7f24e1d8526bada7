package io.grest.ws.internal.json;

import java.util.List;
import java.util.function.Function;

import io.grest.ws.error.ValidationException;
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
 * Finder of all mismatches of a refused input. Jackson stops at the first one, so the
 * input is read again by a mapper that records each mismatch and continues after it.
 * Valid inputs are not read twice. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class Mismatches {

	private final Function<JacksonModule, JsonMapper> mappers;

	private final IssueWriter issues;

	private volatile @Nullable ObjectReader reader;

	/**
	 * Create a finder.
	 * @param mapper the mapper that reads payloads
	 * @param mappers the function to create another such mapper with a module before
	 * those of this library. Deserializers of a module enclose those of later ones, so
	 * those of the application's modules, which come first, enclose the recording ones
	 */
	public Mismatches(JsonMapper mapper, Function<JacksonModule, JsonMapper> mappers) {
		this.mappers = mappers;
		this.issues = new IssueWriter(mapper);
	}

	/**
	 * Find the mismatches of an input.
	 * @param first the exception by which the input was refused
	 * @param type the type that the input was read as
	 * @param json the array with the input
	 * @param offset the offset of the input
	 * @param length the length of the input in bytes
	 * @return at least one issue, at most {@link ValidationException#MAX_ISSUES}, in the
	 * order of the input; fewer if their paths are long, as a peer determines their
	 * length
	 */
	public List<Issue> find(JacksonException first, JavaType type, byte[] json, int offset, int length) {
		if (isJson(first)) {
			MismatchLog log = new MismatchLog(this.issues, ValidationException.MAX_ISSUES);
			try {
				reader().forType(type).withAttribute(MismatchLog.class, log).readValue(json, offset, length);
			}
			catch (RuntimeException ex) {
				// No further mismatches can be found: the rest is not JSON, or the limit
				// is reached.
			}
			if (!log.issues().isEmpty()) {
				return log.issues();
			}
		}
		return List.of(this.issues.issue(first, "", null));
	}

	/**
	 * Return whether the input up to the exception is JSON, so that reading can continue.
	 */
	static boolean isJson(JacksonException ex) {
		return ex instanceof InputCoercionException
				|| !(ex instanceof StreamReadException || ex instanceof StreamConstraintsException);
	}

	// Created on first use: it has deserializers of its own.
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
