package io.grest.ws.autoconfigure.actuate;

import java.util.List;
import java.util.Map;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.server.ContractHandler;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.boot.actuate.web.mappings.MappingDescriptionProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Description of the WebSocket endpoints of an application context for
 * {@code /actuator/mappings}.
 */
final class SocketMappings implements MappingDescriptionProvider {

	@Override
	public String getMappingName() {
		return "socketHandlers";
	}

	@Override
	public List<Endpoint> describeMappings(ApplicationContext context) {
		Map<String, ContractHandler<?, ?>> handlers = handlers(context);
		return context.getBeansOfType(SocketHandlerMapping.class)
			.values()
			.stream()
			.flatMap((mapping) -> mapping.servers().stream())
			.map((server) -> Endpoint.of(server, handlers))
			.toList();
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static Map<String, ContractHandler<?, ?>> handlers(ApplicationContext context) {
		return (Map) context.getBeansOfType(ContractHandler.class);
	}

	/**
	 * Description of an endpoint.
	 *
	 * @param path the pattern of the path
	 * @param contract the contract's name
	 * @param handler the class of the handler
	 * @param bean the name of the handler's bean, or {@code null} if it is none
	 * @param methods the methods that a client calls, as frames name them
	 */
	record Endpoint(String path, String contract, String handler, @Nullable String bean, List<String> methods) {

		static Endpoint of(SocketServer<?, ?> server, Map<String, ContractHandler<?, ?>> handlers) {
			Class<?> type = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(server.handler()));
			String bean = handlers.entrySet()
				.stream()
				.filter((entry) -> entry.getValue() == server.handler())
				.map(Map.Entry::getKey)
				.findFirst()
				.orElse(null);
			return new Endpoint(server.contract().path(), server.contract().name(), type.getName(), bean,
					server.contract().serverMethods().stream().map(ContractMethod::path).toList());
		}

	}

}
