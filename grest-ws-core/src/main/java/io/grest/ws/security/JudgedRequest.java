package io.grest.ws.security;

import java.net.InetSocketAddress;

import io.grest.ws.handshake.UpgradeRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.util.MultiValueMap;

/**
 * Upgrade request with credentials in place of its own, for filters to judge. It has no
 * body and no native request.
 */
final class JudgedRequest extends AbstractServerHttpRequest {

	private final UpgradeRequest upgrade;

	/**
	 * Create a request.
	 * @param upgrade the upgrade request
	 * @param credentials the value of its header {@code Authorization}
	 */
	JudgedRequest(UpgradeRequest upgrade, String credentials) {
		super(HttpMethod.GET, upgrade.uri(), upgrade.contextPath(), headers(upgrade, credentials));
		this.upgrade = upgrade;
	}

	private static HttpHeaders headers(UpgradeRequest upgrade, String credentials) {
		HttpHeaders headers = HttpHeaders.copyOf(upgrade.headers());
		headers.set(HttpHeaders.AUTHORIZATION, credentials);
		return headers;
	}

	@Override
	protected MultiValueMap<String, HttpCookie> initCookies() {
		return this.upgrade.cookies();
	}

	@Override
	protected @Nullable SslInfo initSslInfo() {
		return null;
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return this.upgrade.remoteAddress().orElse(null);
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return Flux.empty();
	}

	@Override
	public <T> T getNativeRequest() {
		throw new IllegalStateException("In-band credentials have no native request");
	}

}
