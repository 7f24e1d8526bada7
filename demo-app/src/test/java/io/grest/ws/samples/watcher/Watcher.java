package io.grest.ws.samples.watcher;

import io.grest.ws.client.SocketClient;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.samples.board.BoardClient;
import io.grest.ws.samples.board.BoardFullException;
import io.grest.ws.samples.board.BoardServer;
import io.grest.ws.samples.board.NewNote;
import io.grest.ws.samples.board.Note;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Service;

/**
 * What uses the client.
 */
@Service
class Watcher {

	private final SocketClient<BoardServer, BoardClient> board;

	Watcher(SocketClient<BoardServer, BoardClient> board) {
		this.board = board;
	}

	Flux<Note> notes() {
		return this.board.receive(BoardClient::posted);
	}

	Mono<String> post(String text) {
		return this.board.call((server) -> server.post(new NewNote("garden", text)))
			.map((note) -> "posted")
			.onErrorResume(BoardFullException.class, (ex) -> Mono.just("full"))
			.onErrorResume(RequestTimeoutException.class, (ex) -> Mono.just("posted or not"))
			.onErrorResume(ConnectionClosedException.class,
					(ex) -> Mono.just(ex.mayHaveRun() ? "posted or not" : "not posted"));
	}

}
