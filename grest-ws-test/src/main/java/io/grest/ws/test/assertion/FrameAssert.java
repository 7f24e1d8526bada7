package io.grest.ws.test.assertion;

import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.PayloadCodec;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on a frame.
 *
 * @since 0.1.0
 */
public final class FrameAssert extends AbstractAssert<FrameAssert, Frame> {

	private static final JsonMatch MATCH = new JsonMatch(new PayloadCodec());

	FrameAssert(Frame frame) {
		super(frame, FrameAssert.class);
	}

	/**
	 * The frame is of a type.
	 * @param type the type
	 * @return this
	 */
	public FrameAssert hasType(FrameType type) {
		return has("type", type, this.actual.type());
	}

	/**
	 * The frame is about a method.
	 * @param path the method, {@code ContractName.methodName}
	 * @return this
	 */
	public FrameAssert hasPath(String path) {
		return has("path", path, this.actual.path());
	}

	/**
	 * The frame has an id.
	 * @param id the id, empty for none
	 * @return this
	 */
	public FrameAssert hasId(String id) {
		return has("id", id, this.actual.id());
	}

	/**
	 * The frame has exactly this payload.
	 * @param json the payload, empty for none
	 * @return this
	 */
	public FrameAssert hasPayload(String json) {
		return has("payload", json, this.actual.payload().toString());
	}

	/**
	 * The frame's payload has at least the fields given.
	 * @param partial a map, a text of JSON, or any object, of which what is {@code null}
	 * does not count
	 * @return this
	 */
	public FrameAssert hasPayloadMatching(Object partial) {
		isNotNull();
		String payload = this.actual.payload().toString();
		String difference = payload.isEmpty() ? "there is none" : MATCH.difference(partial, payload);
		if (difference != null) {
			throw failure("%nExpected the payload of%n  %s%nto match%n  %s%nbut was%n  %s%n%s", this.actual,
					MATCH.describe(partial), payload, difference);
		}
		return this;
	}

	private FrameAssert has(String part, Object expected, Object found) {
		isNotNull();
		if (!expected.equals(found)) {
			throw failureWithActualExpected(found, expected, "%nExpected the %s of%n  %s%nto be%n  %s%nbut was%n  %s",
					part, this.actual, expected, found);
		}
		return this;
	}

}
