package io.grest.ws.autoconfigure.aot;

import java.util.List;

import io.grest.ws.contract.ContractError;
import io.grest.ws.server.SocketHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Hints of the library itself: classes that it asks for by name, to know what is on the
 * class path, and the errors of every contract.
 */
class LibraryHints implements RuntimeHintsRegistrar {

	/**
	 * Classes whose presence decides what the library does.
	 */
	static final List<String> OPTIONAL_CLASSES = List.of("io.micrometer.context.ContextRegistry",
			"io.micrometer.core.instrument.observation.MeterObservationHandler",
			"io.netty.channel.epoll.EpollSocketChannel", "io.netty.util.concurrent.FastThreadLocalThread",
			"jakarta.servlet.http.HttpServletRequest", "jakarta.websocket.server.ServerContainer",
			"org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer",
			"org.eclipse.jetty.websocket.server.ServerWebSocketContainer", "reactor.netty.http.client.HttpClient",
			"reactor.netty.http.server.HttpServerResponse");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		OPTIONAL_CLASSES.forEach((name) -> hints.reflection().registerTypeIfPresent(classLoader, name));
		hints.reflection()
			.registerType(SocketHandler.class)
			// Asked whether it can limit what a message decompresses to.
			.registerTypeIfPresent(classLoader, "reactor.netty.http.server.WebsocketServerSpec$Builder");
		ContractHints contracts = new ContractHints(hints);
		ContractError.ALL_STANDARD.values().forEach(contracts::register);
	}

}
