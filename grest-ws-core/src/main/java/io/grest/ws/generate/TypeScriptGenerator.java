package io.grest.ws.generate;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.snapshot.ContractDescription;
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

	// Of contracts whose clients share their connection with those of others.
	private final Set<String> sharedPaths;

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
		this(codec.mapper(), basePath, LongType.NUMBER, Set.of());
	}

	private TypeScriptGenerator(JsonMapper mapper, String basePath, LongType longs, Set<String> sharedPaths) {
		this.mapper = mapper;
		this.basePath = basePath;
		this.longs = longs;
		this.sharedPaths = sharedPaths;
	}

	/**
	 * Set the type of {@code long}, {@link LongType#NUMBER} by default. A client with
	 * another one imports {@code longs.js}.
	 * @param longs the type
	 * @return a generator with this type
	 */
	public TypeScriptGenerator longs(LongType longs) {
		return new TypeScriptGenerator(this.mapper, this.basePath, longs, this.sharedPaths);
	}

	/**
	 * Set the contracts of the server. The client of one that has the same path as
	 * another imports {@code shared.js}, and shares its connection.
	 * @param contracts all contracts that are served to clients of this generator
	 * @return a generator of clients that share connections
	 */
	public TypeScriptGenerator among(Collection<? extends SocketContract<?, ?>> contracts) {
		Map<String, Long> served = contracts.stream()
			.filter((contract) -> contract.dialect().hasHandshake())
			.collect(Collectors.groupingBy(SocketContract::path, Collectors.counting()));
		served.values().removeIf((count) -> count == 1);
		return new TypeScriptGenerator(this.mapper, this.basePath, this.longs, Set.copyOf(served.keySet()));
	}

	/**
	 * Generate the client of a contract.
	 * @param contract the contract
	 * @return the client
	 * @throws TypeScriptGenerationException if the contract cannot be described in
	 * TypeScript, with the place and a remedy of each fault
	 */
	public TypeScriptModule generate(SocketContract<?, ?> contract) {
		ContractModel model = new ContractModelReader(contract, this.mapper).read()
			.below(this.basePath, this.sharedPaths.contains(contract.path()));
		TypeScriptWriter writer = new TypeScriptWriter(model, this.longs,
				ContractDescription.of(contract, new PayloadCodec(this.mapper)).fingerprint());
		return new TypeScriptModule(contract.name(), writer.javaScript(), writer.declarations(), writer.typeScript());
	}

}
