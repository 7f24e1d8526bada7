package io.grest.ws.generate.snapshot;

import java.util.List;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.protocol.PayloadCodec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.Assert;

/**
 * Description of all that peers of a contract have to agree on: its path, methods, errors
 * and the form of each payload, as it is written and as it is read. Compared with the
 * description of an earlier version, it says whom each change breaks. Immutable.
 *
 * <p>
 * It does not contain what cannot be seen from the other side, such as interceptors.
 * Types that the library cannot describe are in it as {@code unknown}; what changes
 * within them is not found.
 *
 * @since 0.1.0
 */
public final class ContractDescription {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final JsonNode root;

	private ContractDescription(JsonNode root) {
		this.root = root;
	}

	/**
	 * Describe a contract.
	 * @param contract the contract
	 * @param codec the codec of its payloads
	 * @return the description
	 */
	public static ContractDescription of(SocketContract<?, ?> contract, PayloadCodec codec) {
		Assert.notNull(contract, "Contract must not be null");
		Assert.notNull(codec, "Codec must not be null");
		// Parsed again, so that numbers equal those of a file.
		return parse(MAPPER.writeValueAsString(new DescriptionWriter(contract, codec.mapper()).write()));
	}

	/**
	 * Read a description.
	 * @param json the text that {@link #toJson()} has returned
	 * @return the description
	 * @throws IllegalArgumentException if the text is no description
	 */
	public static ContractDescription parse(String json) {
		try {
			JsonNode root = MAPPER.readTree(json);
			Assert.isTrue(root.path("contract").isString() && root.path("server").isObject(),
					"This is no description of a contract: it has no 'contract' or no 'server'. Write it again");
			return new ContractDescription(root);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(
					"This is no description of a contract, since it is no JSON. Write it again", ex);
		}
	}

	/**
	 * Return the name of the contract.
	 * @return the name
	 */
	public String name() {
		return this.root.path("contract").asString();
	}

	/**
	 * Return the fingerprint of this version of the contract, which peers compare: the
	 * same as long as nothing has changed that a peer can see. A Java type that is
	 * renamed or an order that is another one does not change it.
	 * @return 16 hexadecimal digits
	 */
	public String fingerprint() {
		return Fingerprint.of(this.root);
	}

	/**
	 * Return the description as a text for a file.
	 * @return the text, the same for the same contract
	 */
	public String toJson() {
		return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this.root).replace("\r\n", "\n") + "\n";
	}

	/**
	 * Return what has changed since an earlier description.
	 * @param earlier the earlier description
	 * @return the changes, empty if there are none
	 */
	public List<ContractChange> changesSince(ContractDescription earlier) {
		return new ContractComparison(earlier.root, this.root).changes();
	}

	/**
	 * Return the name of the contract.
	 */
	@Override
	public String toString() {
		return "Description of " + name();
	}

}
