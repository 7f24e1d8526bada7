package io.grest.ws.autoconfigure.aot;

import java.lang.annotation.Annotation;
import java.util.List;

import io.grest.ws.contract.Acknowledged;
import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.Concurrent;
import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.Example;
import io.grest.ws.contract.Idempotent;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.OneWay;
import io.grest.ws.contract.Sensitive;
import io.grest.ws.error.ErrorType;
import io.grest.ws.server.SocketHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
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
			"jakarta.annotation.security.DenyAll", "jakarta.servlet.http.HttpServletRequest",
			"jakarta.websocket.server.ServerContainer", "kotlinx.coroutines.reactor.MonoKt",
			"org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer",
			"org.eclipse.jetty.websocket.server.ServerWebSocketContainer",
			"org.springframework.security.config.core.GrantedAuthorityDefaults",
			"org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken",
			"org.springframework.transaction.TransactionManager", "reactor.netty.http.client.HttpClient",
			"reactor.netty.http.server.HttpServerResponse");

	private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(Acknowledged.class, Blocking.class,
			Concurrent.class, ErrorType.class, Example.class, Idempotent.class, NonBlocking.class, OneWay.class,
			Sensitive.class);

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		OPTIONAL_CLASSES.forEach((name) -> hints.reflection().registerTypeIfPresent(classLoader, name));
		ANNOTATIONS
			.forEach((annotation) -> hints.reflection().registerType(annotation, MemberCategory.INVOKE_PUBLIC_METHODS));
		hints.reflection()
			.registerType(SocketHandler.class)
			// Asked whether it can limit what a message decompresses to.
			.registerTypeIfPresent(classLoader, "reactor.netty.http.server.WebsocketServerSpec$Builder");
		ContractHints contracts = new ContractHints(hints);
		ContractError.ALL_STANDARD.values().forEach(contracts::register);
	}

}
