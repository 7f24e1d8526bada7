package io.grest.ws.test.assertion;

import java.util.Optional;

import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.test.wire.RecordedFrame;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a frame.
 *
 * @since 0.1.0
 */
public final class FrameAssert extends AbstractAssert<FrameAssert, RecordedFrame> {

	private static final JsonMatch MATCH = new JsonMatch(new PayloadCodec().mapper());

	FrameAssert(RecordedFrame frame) {
		super(frame, FrameAssert.class);
	}

	/**
	 * Assert the type of the frame.
	 * @param type the type
	 * @return this
	 */
	public FrameAssert hasType(FrameType type) {
		return has("type", type, this.actual.type());
	}

	/**
	 * Assert the path of the frame.
	 * @param path the path of the method, {@code ContractName.methodName}
	 * @return this
	 */
	public FrameAssert hasPath(String path) {
		return has("path", path, this.actual.path());
	}

	/**
	 * Assert the id of the frame.
	 * @param id the id, empty for none
	 * @return this
	 */
	public FrameAssert hasId(String id) {
		return has("id", id, this.actual.id());
	}

	/**
	 * Assert the id of the call that the frame belongs to.
	 * @param id the id without parameters, empty for none
	 * @return this
	 */
	public FrameAssert hasCallId(String id) {
		return has("id of the call", id, this.actual.callId());
	}

	/**
	 * Assert a parameter of the id of the frame.
	 * @param name the name of the parameter, such as {@code cr}
	 * @param value the value
	 * @return this
	 */
	public FrameAssert hasParameter(String name, String value) {
		return has("parameter " + name, value, this.actual.parameter(name));
	}

	/**
	 * Assert the exact payload of the frame.
	 * @param json the payload, empty for none
	 * @return this
	 */
	public FrameAssert hasPayload(String json) {
		return has("payload", json, this.actual.payload());
	}

	/**
	 * Assert that the payload of the frame has at least the given fields.
	 * @param partial a map, a JSON text, or any object, whose {@code null} fields are
	 * ignored
	 * @return this
	 */
	public FrameAssert hasPayloadMatching(Object partial) {
		isNotNull();
		String payload = this.actual.payload();
		Optional<String> found = payload.isEmpty() ? Optional.of("there is none") : MATCH.difference(partial, payload);
		found.ifPresent((difference) -> {
			throw failure("%nExpected the payload of%n  %s%nto match%n  %s%nbut was%n  %s%n%s", this.actual,
					MATCH.describe(partial), payload, difference);
		});
		return this;
	}

	private FrameAssert has(String part, Object expected, @Nullable Object found) {
		isNotNull();
		if (!expected.equals(found)) {
			throw failureWithActualExpected(found, expected, "%nExpected the %s of%n  %s%nto be%n  %s%nbut was%n  %s",
					part, this.actual, expected, found);
		}
		return this;
	}

}
