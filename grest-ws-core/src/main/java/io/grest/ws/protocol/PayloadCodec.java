package io.grest.ws.protocol;

import io.grest.ws.internal.json.Payloads;
import tools.jackson.databind.json.JsonMapper;

/**
 * Codec of payloads as JSON, based on Jackson. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class PayloadCodec {

	private final JsonMapper mapper;

	/**
	 * Create a codec with Jackson's defaults.
	 */
	public PayloadCodec() {
		this(new JsonMapper());
	}

	/**
	 * Create a codec.
	 * @param mapper the application's mapper. Its settings are kept, except for those
	 * that the protocol requires: unknown fields are ignored; {@code "5"} is not accepted
	 * as a number nor {@code 5} as a string, unless the mapper writes it so; a number
	 * with a fraction is not accepted as an integer
	 */
	public PayloadCodec(JsonMapper mapper) {
		this.mapper = Payloads.configure(mapper);
	}

	/**
	 * Return the mapper that reads and writes payloads.
	 * @return the application's mapper, with the settings that the protocol requires
	 */
	public JsonMapper mapper() {
		return this.mapper;
	}

}
