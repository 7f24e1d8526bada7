package io.grest.ws.demo.bindings;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ExistsException;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;

/**
 * Server of the pages that test bindings: a board for each test, which counts what its
 * clients do. Not annotated, so that no other test scans it.
 */
class BoardApplication {

	static final SocketContract<Server, Client> CONTRACT = SocketContract.define("BoardApi", Server.class, Client.class)
		.path("/ws/board/{board}")
		.build();

	private final Map<String, Board> boards = new ConcurrentHashMap<>();

	@Bean
	SocketContract<Server, Client> boardApi() {
		return CONTRACT;
	}

	@Bean
	SocketHandler<Server, Client> boards() {
		return (connection) -> {
			Board board = this.boards.computeIfAbsent(connection.pathVariables().get("board"), (name) -> new Board());
			board.open(connection);
			return new Desk(board, connection);
		};
	}

	interface Server {

		Mono<Integer> add(Sum sum) throws ExistsException;

		Mono<Integer> never(String why);

		Mono<Integer> sum(Flux<Integer> numbers);

		Mono<String> ask(String question);

		Mono<Counts> counts();

		void post(Posting posting);

		void loseAll();

		Flux<Integer> count(Range range) throws ExistsException;

	}

	interface Client {

		void note(Note note);

		Mono<String> answer(String question);

	}

	record Sum(int one, int other) {

	}

	record Posting(int count) {

	}

	record Range(int from, int to) {

	}

	record Note(int number) {

	}

	record Counts(int opened, int closed, int cancelled) {

	}

	/**
	 * Clients at one path, and what they have done.
	 */
	private static final class Board {

		private final SocketGroup<Client> clients = SocketGroup.of(Client.class);

		private final AtomicInteger opened = new AtomicInteger();

		private final AtomicInteger closed = new AtomicInteger();

		private final AtomicInteger cancelled = new AtomicInteger();

		private final AtomicInteger notes = new AtomicInteger();

		// What is sent at once is missed by who listens too late.
		void open(SocketConnection<Client> connection) {
			this.opened.incrementAndGet();
			this.clients.add(connection);
			connection.onClose((reason) -> this.closed.incrementAndGet());
			connection.remote().note(new Note(0));
		}

	}

	/**
	 * Server of one client.
	 *
	 * @param board the board of the client
	 * @param connection the connection of the client
	 */
	private record Desk(Board board, SocketConnection<Client> connection) implements Server {

		@Override
		public Mono<Integer> add(Sum sum) {
			return (sum.one() == sum.other()) ? Mono.error(new ExistsException()) : Mono.just(sum.one() + sum.other());
		}

		@Override
		public Mono<Integer> never(String why) {
			return Mono.<Integer>never().doOnCancel(this.board.cancelled::incrementAndGet);
		}

		@Override
		public Mono<Integer> sum(Flux<Integer> numbers) {
			return numbers.reduce(0, Integer::sum);
		}

		@Override
		public Mono<String> ask(String question) {
			return this.connection.remote().answer(question);
		}

		@Override
		public Mono<Counts> counts() {
			return Mono.just(new Counts(this.board.opened.get(), this.board.closed.get(), this.board.cancelled.get()));
		}

		@Override
		public void post(Posting posting) {
			for (int i = 0; i < posting.count(); i++) {
				this.board.clients.remote().note(new Note(this.board.notes.incrementAndGet()));
			}
		}

		@Override
		public void loseAll() {
			this.board.clients.connections().forEach(SocketConnection::close);
		}

		@Override
		public Flux<Integer> count(Range range) {
			if (range.from() > range.to()) {
				return Flux.error(new ExistsException());
			}
			Flux<Integer> numbers = Flux.range(range.from(), range.to() - range.from() + 1);
			// The end of a range of hundreds is not reached.
			return (range.to() < 100) ? numbers
					: numbers.concatWith(Flux.never()).doOnCancel(this.board.cancelled::incrementAndGet);
		}

	}

}
