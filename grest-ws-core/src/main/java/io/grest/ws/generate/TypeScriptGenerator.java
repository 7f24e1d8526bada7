package io.grest.ws.generate;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.protocol.PayloadCodec;
import tools.jackson.databind.json.JsonMapper;

/**
 * Generator of TypeScript clients of contracts: a typed function that connects, and types
 * of all payloads. The types are derived from the serializers and deserializers of the
 * given codec, and so match what is sent.
 *
 * <p>
 * Payloads from the server have every field; its type includes {@code null} if the
 * component is annotated with {@code @Nullable} or is an {@code Optional}, and the field
 * is optional if the mapper omits it then. In payloads from the client, exactly these
 * fields are optional. A type that is used in both directions and differs between them is
 * declared twice; the one that the client sends is called {@code …Input}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class TypeScriptGenerator {

	private final JsonMapper mapper;

	private final String basePath;

	private final LongType longs;

	/**
	 * Create a generator.
	 * @param codec the codec of the server's payloads
	 */
	public TypeScriptGenerator(PayloadCodec codec) {
		this(codec, "");
	}

	/**
	 * Create a generator for a server below a base path.
	 * @param codec the codec of the server's payloads
	 * @param basePath the prefix of the path of each contract, such as {@code /app}
	 */
	public TypeScriptGenerator(PayloadCodec codec, String basePath) {
		this(codec.mapper(), basePath, LongType.NUMBER);
	}

	private TypeScriptGenerator(JsonMapper mapper, String basePath, LongType longs) {
		this.mapper = mapper;
		this.basePath = basePath;
		this.longs = longs;
	}

	/**
	 * Set the type of {@code long}, {@link LongType#NUMBER} by default. A client with
	 * another one imports {@link TypeScriptModule#longs()}.
	 * @param longs the type
	 * @return a generator with this type
	 */
	public TypeScriptGenerator longs(LongType longs) {
		return new TypeScriptGenerator(this.mapper, this.basePath, longs);
	}

	/**
	 * Generate the client of a contract.
	 * @param contract the contract
	 * @return the client
	 * @throws TypeScriptGenerationException if the contract cannot be described in
	 * TypeScript, with the place and a remedy of each fault
	 */
	public TypeScriptModule generate(SocketContract<?, ?> contract) {
		ContractModel model = new ContractModelReader(contract, this.mapper).read().below(this.basePath);
		TypeScriptWriter writer = new TypeScriptWriter(model, this.longs);
		return new TypeScriptModule(contract.name(), writer.javaScript(), writer.declarations(), writer.typeScript());
	}

}
