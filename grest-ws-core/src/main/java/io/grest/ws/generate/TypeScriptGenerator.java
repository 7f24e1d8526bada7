package io.grest.ws.generate;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.protocol.PayloadCodec;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the client of a contract in TypeScript: a typed function that connects, and a
 * type for everything that goes over the wire. What the types say is what the given codec
 * writes and reads, for its serializers are asked.
 *
 * <p>
 * What the server sends has every field, with {@code null} where a component is annotated
 * {@code @Nullable} or is an {@code Optional}, or without the field where the mapper
 * leaves it out. What the client sends may lack exactly those. A type that goes both ways
 * and differs so is declared twice, the one to be sent as {@code …Input}. Safe to use
 * from any thread.
 *
 * @since 0.1.0
 */
public final class TypeScriptGenerator {

	private final JsonMapper mapper;

	private final String basePath;

	/**
	 * Create a generator.
	 * @param codec reads and writes the payloads of the server
	 */
	public TypeScriptGenerator(PayloadCodec codec) {
		this(codec, "");
	}

	/**
	 * Create a generator for a server below a base path.
	 * @param codec reads and writes the payloads of the server
	 * @param basePath what comes before the path of each contract, such as {@code /app}
	 */
	public TypeScriptGenerator(PayloadCodec codec, String basePath) {
		this.mapper = codec.mapper();
		this.basePath = basePath;
	}

	/**
	 * Write the client of a contract.
	 * @param contract the contract
	 * @return the client
	 * @throws TypeScriptGenerationException if a type of the contract has no shape in
	 * TypeScript, naming each with its place and a remedy
	 */
	public TypeScriptModule generate(SocketContract<?, ?> contract) {
		ContractModel model = new ContractModelReader(contract, this.mapper).read().below(this.basePath);
		TypeScriptWriter writer = new TypeScriptWriter(model);
		return new TypeScriptModule(contract.name(), writer.javaScript(), writer.declarations(), writer.typeScript());
	}

}
