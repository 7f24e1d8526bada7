package io.grest.ws.generate.asyncapi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.topic.engine.Retention;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.Assert;

/**
 * Generator that describes contracts as an
 * <a href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">AsyncAPI 3.0</a>
 * document, from the point of view of the server: a channel for each contract, an
 * operation for each method in either direction, with its request, its reply and its
 * errors, a channel for each topic, and a JSON schema for each payload.
 *
 * <pre class="code">
 * ObjectNode document = AsyncApiGenerator.describe("Chat", "1.0")
 *         .contract(chatApi, List.of(authInterceptor))
 *         .generate();
 * </pre>
 *
 * <p>
 * Schemas describe what the mapper writes and reads, with the names that it uses and
 * those Jakarta constraints that JSON Schema can express. A type that is written and read
 * in different forms has two schemas; the one that the server reads is called
 * {@code …Input}. A type that Jackson does not describe has no schema: the operations
 * that use it state the reason as {@code x-grest-undescribed} and in their descriptions.
 *
 * @since 0.1.0
 */
public final class AsyncApiGenerator {

	/**
	 * The version of AsyncAPI that documents conform to.
	 */
	static final String VERSION = "3.0.0";

	private final String title;

	private final String version;

	private final List<DescribedContract> contracts = new ArrayList<>();

	private JsonMapper mapper = new JsonMapper();

	private BiFunction<SocketContract<?, ?>, ContractTopic, @Nullable Retention> retention = (contract, topic) -> null;

	private AsyncApiGenerator(String title, String version) {
		this.title = title;
		this.version = version;
	}

	/**
	 * Create a generator of one document.
	 * @param title the name of the application
	 * @param version the version of its API
	 * @return the generator
	 */
	public static AsyncApiGenerator describe(String title, String version) {
		Assert.hasText(title, "Title must not be empty");
		Assert.hasText(version, "Version must not be empty");
		return new AsyncApiGenerator(title, version);
	}

	/**
	 * Set the mapper that reads and writes payloads. The default is a mapper with
	 * Jackson's defaults.
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
	 * @param interceptors the interceptors of its handshake, which may declare
	 * {@linkplain HandshakeInterceptor#security() how a client authenticates}
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
	 * Set what is kept of a topic with history. By default, the document does not say.
	 * @param retention the function from a topic with history of a contract to its
	 * retention, {@code null} if it is not known
	 * @return this
	 */
	public AsyncApiGenerator retention(BiFunction<SocketContract<?, ?>, ContractTopic, @Nullable Retention> retention) {
		Assert.notNull(retention, "Retention must not be null");
		this.retention = retention;
		return this;
	}

	/**
	 * Generate the document.
	 * @return the document, with an empty object {@code servers}, for the caller to
	 * complete
	 * @throws IllegalStateException if an {@link io.grest.ws.contract.Example} is not a
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
			ChannelWriter writer = switch (described.contract().dialect()) {
				case GREST -> new GrestChannelWriter(described, components);
				case ENVELOPE -> new EnvelopeChannelWriter(described, components);
			};
			channels.set(described.contract().name(), writer.write(operations));
			new TopicChannels(described.contract(), components, this.retention).write(channels);
		}
		document.set("components", components.write());
		return document;
	}

	/**
	 * Contract with the interceptors of its handshake.
	 *
	 * @param contract the contract
	 * @param interceptors the interceptors of its handshake
	 */
	record DescribedContract(SocketContract<?, ?> contract, List<HandshakeInterceptor> interceptors) {

	}

}
