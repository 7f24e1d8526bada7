package io.grest.ws.samples.watcher;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.samples.board.BoardClient;
import io.grest.ws.samples.board.BoardServer;
import io.grest.ws.samples.board.Visit;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Client that enters the board again on each connection.
 */
@Configuration(proxyBeanMethods = false)
class WatcherConfiguration {

	@Bean
	SocketContract<BoardServer, BoardClient> boardApi() {
		return SocketContract.define("BoardApi", BoardServer.class, BoardClient.class).path("/ws/boards").build();
	}

	@Bean
	SocketClient<BoardServer, BoardClient> board(SocketClients clients,
			SocketContract<BoardServer, BoardClient> boardApi, Tokens tokens) {
		return clients.builder(boardApi)
			.request((request) -> request.header("authorization", tokens.fresh()))
			.setUp((connection) -> connection.remote().enter(new Visit("garden")))
			.build();
	}

}
