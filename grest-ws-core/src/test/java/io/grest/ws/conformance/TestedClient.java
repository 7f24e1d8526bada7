package io.grest.ws.conformance;

import reactor.core.publisher.Mono;

/**
 * A client under test.
 *
 * @param connect connects when it is subscribed to; what the server can be called by
 * @param close closes when it is subscribed to
 */
record TestedClient(Mono<ChatServer> connect, Mono<Void> close) {

	/**
	 * What the server may call on every client under test.
	 */
	static final ChatClient HANDLER = new ChatClient() {

		@Override
		public void newMessage(ChatApi.Message message) {
		}

		@Override
		public void typing(ChatApi.Typing event) {
		}

		@Override
		public Mono<Boolean> areYouThere() {
			return Mono.just(true);
		}

	};

}
