package com.example.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import com.example.gateway.ChatClient.Message;
import io.grest.ws.client.SocketClient;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import reactor.core.publisher.Mono;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * The chat over HTTP.
 */
@RestController
class MessageController {

	private final SocketClient<ChatServer, ChatClient> chat;

	private final Deque<Message> latest = new ArrayDeque<>();

	MessageController(SocketClient<ChatServer, ChatClient> chat) {
		this.chat = chat;
		chat.receive(ChatClient::said).subscribe(this::keep);
	}

	// Waits for the first attempt, which has its timeouts. The chat may be started later:
	// the client tries again by itself.
	@EventListener(ApplicationReadyEvent.class)
	void connect() {
		this.chat.connect().onErrorComplete().block();
	}

	@PostMapping("/messages")
	Mono<Message> say(@RequestBody @NotBlank @Size(max = 500) String text) {
		return this.chat.call((server) -> server.say(text));
	}

	@GetMapping("/messages")
	List<Message> latest() {
		synchronized (this.latest) {
			return List.copyOf(this.latest);
		}
	}

	private void keep(Message message) {
		synchronized (this.latest) {
			this.latest.addFirst(message);
			if (this.latest.size() > 100) {
				this.latest.removeLast();
			}
		}
	}

}
