package io.grest.ws.generate.asyncapi;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.protocol.PayloadCodec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.Assert;

/**
 * Describes contracts as an
 * <a href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">AsyncAPI 3.0</a>
 * document, from the side of the server: a channel for each contract, an operation for
 * each method of either direction, request and reply, the errors of each method, and a
 * JSON schema of each payload.
 *
 * <pre class="code">
 * ObjectNode document = AsyncApiGenerator.describe("Chat", "1.0")
 *         .contract(chatApi, List.of(authInterceptor))
 *         .generate();
 * </pre>
 *
 * <p>
 * Schemas say what the mapper writes and reads, with its names, and which of Jakarta's
 * constraints JSON Schema knows. A type that goes both ways in two forms has two schemas,
 * of which the one that the server reads is called {@code …Input}. A type of which
 * Jackson does not say what it is has no schema: the operations that use it say so, with
 * a reason for each such type, as {@code x-grest-undescribed} and in their descriptions.
 *
 * @since 0.1.0
 */
public final class AsyncApiGenerator {

	/**
	 * The version of AsyncAPI that documents are written in.
	 */
	static final String VERSION = "3.0.0";

	private final String title;

	private final String version;

	private final List<DescribedContract> contracts = new ArrayList<>();

	private JsonMapper mapper = new JsonMapper();

	private AsyncApiGenerator(String title, String version) {
		this.title = title;
		this.version = version;
	}

	/**
	 * Begin a document.
	 * @param title the application's name
	 * @param version the version of its API
	 * @return a generator
	 */
	public static AsyncApiGenerator describe(String title, String version) {
		Assert.hasText(title, "Title must not be empty");
		Assert.hasText(version, "Version must not be empty");
		return new AsyncApiGenerator(title, version);
	}

	/**
	 * Set what reads and writes payloads.
	 * @param mapper the application's mapper
	 * @return this
	 */
	public AsyncApiGenerator mapper(JsonMapper mapper) {
		Assert.notNull(mapper, "Mapper must not be null");
		this.mapper = mapper;
		return this;
	}

	/**
	 * Add a contract.
	 * @param contract the contract
	 * @param interceptors those that apply to its handshake, of which some may say
	 * {@linkplain HandshakeInterceptor#security() how a client shows who it is}
	 * @return this
	 */
	public AsyncApiGenerator contract(SocketContract<?, ?> contract,
			List<? extends HandshakeInterceptor> interceptors) {
		Assert.notNull(contract, "Contract must not be null");
		Assert.notNull(interceptors, "Interceptors must not be null");
		this.contracts.add(new DescribedContract(contract, List.copyOf(interceptors)));
		return this;
	}

	/**
	 * Write the document.
	 * @return the document, with an empty object {@code servers}: who serves it knows
	 * where
	 * @throws IllegalStateException if an {@link io.grest.ws.contract.Example} is no
	 * value of its type
	 */
	public ObjectNode generate() {
		Components components = new Components(new PayloadCodec(this.mapper).mapper());
		ObjectNode document = JsonNodeFactory.instance.objectNode();
		document.put("asyncapi", VERSION);
		document.putObject("info").put("title", this.title).put("version", this.version);
		document.putObject("servers");
		document.put("defaultContentType", "application/json");
		ObjectNode channels = document.putObject("channels");
		ObjectNode operations = document.putObject("operations");
		for (DescribedContract described : this.contracts) {
			ChannelWriter writer = (described.contract().dialect() == Dialect.GREST)
					? new GrestChannelWriter(described, components) : new EnvelopeChannelWriter(described, components);
			channels.set(described.contract().name(), writer.write(operations));
		}
		document.set("components", components.write());
		return document;
	}

	/**
	 * A contract and who guards it.
	 *
	 * @param contract the contract
	 * @param interceptors the interceptors of its handshake
	 */
	record DescribedContract(SocketContract<?, ?> contract, List<HandshakeInterceptor> interceptors) {

	}

}
