package io.grest.ws.samples.board;

import java.util.List;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.topic.Sockets;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Handler of the board.
 */
@Component
class BoardHandler implements SocketHandler<BoardServer, BoardClient> {

	private final Boards boards;

	private final Sockets<BoardClient> sockets;

	BoardHandler(Boards boards, Sockets<BoardClient> sockets) {
		this.boards = boards;
		this.sockets = sockets;
	}

	@Override
	public BoardServer connect(SocketConnection<BoardClient> connection) {
		String user = connection.principal().orElseThrow().getName();
		return new Visitor(user, connection, this.boards, this.sockets);
	}

	private record Visitor(String user, SocketConnection<BoardClient> connection, Boards boards,
			Sockets<BoardClient> sockets) implements BoardServer {

		@Override
		public Mono<Void> enter(Visit visit) {
			this.boards.find(visit.board());
			return this.sockets.topic("board:{board}", visit.board()).add(this.connection).then();
		}

		@Override
		public Note post(NewNote newNote) {
			Note note = this.boards.post(this.user, newNote);
			this.sockets.topic("board:{board}", newNote.board()).remote().posted(note);
			return note;
		}

		@Override
		public Flux<Note> notes(Visit visit) {
			return Flux.fromIterable(this.boards.find(visit.board()));
		}

		@Override
		public int clear(Visit visit) {
			List<Note> notes = this.boards.find(visit.board());
			int cleared = notes.size();
			notes.clear();
			return cleared;
		}

	}

}
