package com.example.byhand;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

import com.example.byhand.Frames.Answer;
import com.example.byhand.Frames.Event;
import com.example.byhand.Frames.Join;
import com.example.byhand.Frames.Message;
import com.example.byhand.Frames.Problem;
import com.example.byhand.Frames.Refusal;
import com.example.byhand.Frames.Request;
import com.example.byhand.Frames.Say;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketMessage.Type;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * The server's side of the chat: frames, answers, errors, heartbeats, and what the chat
 * does.
 */
@Component
class ChatWebSocketHandler implements WebSocketHandler {

	private static final Log logger = LogFactory.getLog(ChatWebSocketHandler.class);

	private static final CloseStatus SILENT = new CloseStatus(4008, "Heartbeat timeout");

	private final Map<String, Guest> guests = new ConcurrentHashMap<>();

	private final Payloads payloads;

	private final Duration pingInterval;

	private final Duration silence;

	ChatWebSocketHandler(Payloads payloads, @Value("${chat.ping-interval:30s}") Duration pingInterval,
			@Value("${chat.silence:60s}") Duration silence) {
		this.payloads = payloads;
		this.pingInterval = pingInterval;
		this.silence = silence;
	}

	@Override
	public Mono<Void> handle(WebSocketSession session) {
		Guest guest = new Guest(session);
		Mono<CloseStatus> receiving = session.receive()
			.timeout(this.silence)
			.filter((message) -> message.getType() == Type.TEXT)
			.map(WebSocketMessage::getPayloadAsText)
			// Calls may block, and begin in order.
			.publishOn(Schedulers.boundedElastic())
			.doOnNext((text) -> receive(guest, text))
			.then(Mono.just(CloseStatus.NORMAL))
			.onErrorReturn(TimeoutException.class, SILENT);
		Mono<CloseStatus> sending = guest.sending(this.pingInterval).thenReturn(CloseStatus.NORMAL);
		return Mono.firstWithSignal(receiving, sending, guest.ended())
			.doFinally((signal) -> leave(guest))
			.flatMap(session::close);
	}

	private void receive(Guest guest, String text) {
		Request request;
		try {
			request = this.payloads.request(text);
		}
		catch (ChatException ex) {
			guest.end(CloseStatus.BAD_DATA);
			return;
		}
		try {
			guest.send(this.payloads.write(new Answer(request.id(), call(guest, request))));
		}
		catch (ChatException ex) {
			refuse(guest, request, ex.type(), ex.getMessage());
		}
		catch (RuntimeException ex) {
			logger.error("Call of " + request.type() + " failed", ex);
			refuse(guest, request, "SERVER_ERROR", "The call failed");
		}
	}

	private void refuse(Guest guest, Request request, String type, String message) {
		guest.send(this.payloads.write(new Refusal(request.id(), new Problem(type, message))));
	}

	private Object call(Guest guest, Request request) {
		return switch (request.type()) {
			case "join" -> join(guest, this.payloads.read(request.data(), Join.class).name());
			case "say" -> say(guest, this.payloads.read(request.data(), Say.class).text());
			default -> throw new ChatException("NOT_FOUND", "There is no call " + request.type());
		};
	}

	private int join(Guest guest, String name) {
		if (guest.name() != null) {
			throw new ChatException("EXISTS", "You are here as " + guest.name());
		}
		if (!guest.join(name, this.guests)) {
			throw new ChatException("EXISTS", "Somebody else is " + name);
		}
		broadcast("joined", name, guest);
		return this.guests.size();
	}

	private Message say(Guest guest, String text) {
		if (guest.name() == null) {
			throw new ChatException("FORBIDDEN", "Join before you speak");
		}
		Message message = new Message(guest.name(), text, Instant.now());
		broadcast("said", message, null);
		return message;
	}

	private void leave(Guest guest) {
		guest.leave(this.guests);
		if (guest.name() != null) {
			broadcast("left", guest.name(), guest);
		}
	}

	private void broadcast(String type, Object data, Guest except) {
		String frame = this.payloads.write(new Event(type, data));
		this.guests.values().stream().filter((guest) -> guest != except).forEach((guest) -> guest.send(frame));
	}

}
