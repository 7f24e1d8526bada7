package io.grest.ws.generate.sample;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonValue;
import io.grest.ws.contract.Description;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.ExistsException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.SocketException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A contract with all that a contract can have.
 */
public interface Chat {

	/**
	 * A chat in the rooms of a house.
	 */
	SocketContract<Server, Client> API = SocketContract.define("ChatApi", Server.class, Client.class)
		.path("/ws/{house}/chat/{floor}")
		.queryOnConnect(Query.class)
		.build();

	/**
	 * A contract of the second dialect, without path variables and query.
	 */
	SocketContract<Board, Board> BOARD = SocketContract.define("BoardApi", Board.class, Board.class)
		.path("/ws/board")
		.dialect(Dialect.ENVELOPE)
		.build();

	/**
	 * A contract that lists sub-protocols.
	 */
	SocketContract<Feed, Feed> FEED = SocketContract.define("FeedApi", Feed.class, Feed.class)
		.path("/ws/feed")
		.subProtocols("v2.feed.example", "v1.feed.example")
		.build();

	/**
	 * What a client may call.
	 */
	interface Server {

		Mono<Sent> sendMessage(SendMessage request) throws ForbiddenException;

		Mono<Joined> joinRoom(JoinRoom request) throws RoomFullException, NotFoundException;

		Mono<List<String>> names();

		Mono<@Nullable Person> person(PersonId id);

		Mono<@Nullable Message> latest();

		Mono<Draft> saveDraft(Draft draft);

		void markAsRead(@Size(min = 1) List<String> ids);

		@Deprecated
		void ping();

	}

	/**
	 * What the server may call.
	 */
	interface Client {

		void newMessage(Message message);

		void closing();

		Mono<Boolean> areYouThere();

		Mono<@Nullable String> mayWeAsk();

		Mono<Mood> vote(Draft draft) throws ExistsException;

	}

	/**
	 * Fire-and-forget, both ways.
	 */
	interface Board {

		void pin(Draft draft) throws RoomFullException, ForbiddenException;

	}

	/**
	 * Fire-and-forget, both ways, in the dialect that answers.
	 */
	interface Feed {

		void pin(Draft draft);

	}

	enum Mood {

		@Description("Smiles.")
		GLAD,

		SAD

	}

	record Query(@Min(0) int floor, @Pattern(regexp = "[a-z]{2}") @Nullable String lang, Optional<Boolean> quiet,
			List<Mood> moods) {

	}

	record PersonId(@JsonValue UUID value) {

	}

	record Ticket(@JsonValue int value) {

	}

	record Person(PersonId id, Ticket ticket, List<PersonId> friends) {

	}

	record SendMessage(@NotBlank @Size(max = 2000) String text, Mood mood) {

	}

	record Sent(String id) {

	}

	record JoinRoom(@Min(0) @Max(50) int history) {

	}

	record Joined(String room, int present) {

	}

	record Message(String id, String author, String text, @Nullable String lang, Instant at) {

	}

	record Draft(String text, @Nullable Draft earlier) {

	}

	/**
	 * As many are in the room as it holds.
	 */
	@ErrorType(value = "ROOM_FULL", status = 409)
	class RoomFullException extends SocketException {

		public RoomFullException(Details details) {
			super(details);
		}

		public record Details(int capacity) {

		}

	}

}
