package io.grest.ws.samples.security;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Mono;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/**
 * Handler of the notes, in memory.
 */
@Component
class NoteHandler implements SocketHandler<NoteServer, NoteClient> {

	private final Map<String, Note> notes = new ConcurrentHashMap<>();

	private final SocketGroup<NoteClient> clients = SocketGroup.of(NoteClient.class);

	@Override
	public NoteServer connect(SocketConnection<NoteClient> connection) {
		this.clients.add(connection);
		return new Desk();
	}

	private final class Desk implements NoteServer {

		@Override
		public Note publish(Note note) {
			NoteHandler.this.clients.remote().published(note);
			return note;
		}

		@Override
		public Note save(Note note) {
			Authentication author = SecurityContextHolder.getContext().getAuthentication();
			Note signed = new Note(note.id(), note.owner(), note.text() + " (" + author.getName() + ")");
			NoteHandler.this.notes.put(note.id(), signed);
			return signed;
		}

		@Override
		public Note read(String id) {
			return Optional.ofNullable(NoteHandler.this.notes.get(id)).orElseThrow(NotFoundException::new);
		}

		@Override
		public Mono<String> whoAmI() {
			return ReactiveSecurityContextHolder.getContext()
				.map(SecurityContext::getAuthentication)
				.map(Authentication::getName);
		}

	}

}
