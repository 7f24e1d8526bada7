package io.grest.ws.demo.chat;

import java.util.List;

import io.grest.ws.contract.Item;
import io.grest.ws.contract.OneWay;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.security.access.prepost.PreAuthorize;

/**
 * Methods of the server, called by clients.
 */
public interface ChatServer {

	/**
	 * Send a message to the room.
	 * @param request the message and the room
	 * @return the id of the message
	 * @throws ForbiddenException if the caller has not joined that room
	 */
	Mono<SendMessageResponse> sendMessage(SendMessageRequest request) throws ForbiddenException;

	/**
	 * Join the room of the connection. The latest messages arrive before the answer. One
	 * that is sent meanwhile may arrive twice. A client that has been in the room before
	 * requests none: it receives those that it has missed.
	 * @param request the number of these messages
	 * @return the room
	 * @throws RoomFullException if the room is full
	 * @throws NotFoundException if there is no such room
	 */
	Mono<Joined> joinRoom(JoinRoom request) throws RoomFullException, NotFoundException;

	/**
	 * Read a page of the room's history. Only the latest messages are kept.
	 * @param request where the page ends, and its size
	 * @return the messages, the oldest first; fewer than requested at the beginning
	 * @throws ForbiddenException if the caller has not joined the room
	 */
	List<Message> history(HistoryRequest request) throws ForbiddenException;

	/**
	 * Ask all other users in the room whether they are present.
	 * @return the users who answered within two seconds
	 * @throws ForbiddenException if the caller has not joined the room
	 */
	Mono<RollCall> callRoll() throws ForbiddenException;

	/**
	 * Delete all messages of the room.
	 * @return the number of these messages
	 * @throws ForbiddenException if the caller is no moderator, or has not joined the
	 * room
	 */
	@PreAuthorize("hasRole('MODERATOR')")
	int clearRoom() throws ForbiddenException;

	/**
	 * Export the latest messages of the room, the oldest first, a few in a second. The
	 * export goes on while its caller has no connection; another call with its id, by the
	 * same user, joins it.
	 * @param request the id of the export, and where to go on
	 * @return the messages
	 * @throws ForbiddenException if the caller has not joined the room
	 */
	Flux<Item<Message>> exportRoom(ExportRequest request) throws ForbiddenException;

	/**
	 * Stop an export of the caller, on whichever node it runs.
	 * @param id the id of the export
	 * @return whether there was a room to export
	 */
	Mono<Boolean> stopExport(String id);

	/**
	 * Watch how busy all rooms are, by the messages that were sent to this node. The
	 * first item is sent at once, a further one after a change, at most once a second.
	 * @return the activity; a slow client receives the latest only
	 */
	Flux<Activity> watchActivity();

	/**
	 * Report how far the caller has read.
	 * @param message the latest message read
	 */
	void markAsRead(MarkAsRead message);

	/**
	 * Report that the caller is typing.
	 */
	void typing();

	/**
	 * Request the users in the room again, for a page that has been suspended.
	 */
	@OneWay
	Mono<Void> ping();

}
