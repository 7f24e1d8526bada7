package io.grest.ws.demo.samples;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractResume;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

/**
 * Code of the documentation about sessions that go on with another socket.
 */
class ResumeSamples implements SocketHandler<ResumeSamples.OrderServer, ResumeSamples.OrderClient> {

	static final SocketContract<OrderServer, OrderClient> CONTRACT = SocketContract
		.define("Orders", OrderServer.class, OrderClient.class)
		.path("/ws/orders")
		.resume()
		.build();

	static final SocketContract<OrderServer, OrderClient> PUBLIC = SocketContract
		.define("PublicOrders", OrderServer.class, OrderClient.class)
		.path("/ws/public/orders")
		.resume(ContractResume.Builder::anonymous)
		.build();

	private static final Log logger = LogFactory.getLog(ResumeSamples.class);

	private final Set<String> away = ConcurrentHashMap.newKeySet();

	@Override
	public OrderServer connect(SocketConnection<OrderClient> connection) {
		connection.onDetach(() -> this.away.add(connection.id()));
		connection.onResume(() -> this.away.remove(connection.id()));
		connection.onClose((reason) -> this.away.remove(connection.id()));
		return (number) -> Mono.just("paid " + number);
	}

	SocketClient<OrderServer, OrderClient> client(SocketClients clients) {
		return clients.builder(CONTRACT)
			.build()
			.onResume((resumption) -> logger.info("Back with " + resumption.outcome()))
			.onLost((lost) -> reload(lost.topic(), lost.reason()))
			.onUnsent((message) -> logger.warn(message.path() + " was not sent: " + message.input()));
	}

	private void reload(String topic, String reason) {
		logger.info("Load " + topic + " anew: " + reason);
	}

	interface OrderServer {

		Mono<String> pay(String number);

	}

	interface OrderClient {

		void shipped(String number);

	}

}
