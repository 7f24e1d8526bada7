package io.grest.ws.contract;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the builder of a contract has gathered, not checked yet.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 */
final class ContractDraft<S, C> {

	private final String name;

	private final Class<S> serverType;

	private final Class<C> clientType;

	final List<InterceptorUse> interceptors = new ArrayList<>();

	final List<String> subProtocols = new ArrayList<>();

	final List<ContractTopic> topics = new ArrayList<>();

	@Nullable ContractResume resume;

	@Nullable String path;

	Dialect dialect = Dialect.GREST;

	@Nullable Class<?> queryType;

	ContractDraft(String name, Class<S> serverType, Class<C> clientType) {
		this.name = name;
		this.serverType = serverType;
		this.clientType = clientType;
	}

	/**
	 * Read and check all of it.
	 * @throws InvalidContractException if there are faults, naming each of them
	 */
	ContractParts<S, C> read() {
		ContractReader reader = new ContractReader(this.name, this.dialect);
		String path = reader.readPath(this.path);
		List<ContractMethod> serverMethods = reader.readMethods(this.serverType, true);
		List<ContractMethod> clientMethods = reader.readMethods(this.clientType, false);
		reader.readQuery(this.queryType);
		ContractParts<S, C> parts = new ContractParts<>(this.name, path, this.dialect, this.serverType, this.clientType,
				serverMethods, clientMethods, this.queryType, List.copyOf(this.interceptors),
				reader.readSubProtocols(this.subProtocols), reader.readTopics(this.topics),
				reader.readResume(this.resume));
		reader.finish();
		return parts;
	}

}
