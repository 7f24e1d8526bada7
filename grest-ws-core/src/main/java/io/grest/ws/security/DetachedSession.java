package io.grest.ws.security;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Mono;

import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.WebSession;

/**
 * Session whose changes are lost: it can be read by filters that judge credentials, and
 * nothing that they do to it reaches the session of the client.
 */
final class DetachedSession implements WebSession {

	private final String id;

	private final Map<String, Object> attributes;

	private final boolean started;

	private final Instant creationTime;

	private final Instant lastAccessTime;

	private volatile Duration maxIdleTime;

	/**
	 * Create an empty session that has not started.
	 */
	DetachedSession() {
		this.id = UUID.randomUUID().toString();
		this.attributes = new ConcurrentHashMap<>();
		this.started = false;
		this.creationTime = Instant.now();
		this.lastAccessTime = this.creationTime;
		this.maxIdleTime = Duration.ofMinutes(30);
	}

	private DetachedSession(WebSession session) {
		this.id = session.getId();
		this.attributes = new ConcurrentHashMap<>(session.getAttributes());
		this.started = session.isStarted();
		this.creationTime = session.getCreationTime();
		this.lastAccessTime = session.getLastAccessTime();
		this.maxIdleTime = session.getMaxIdleTime();
	}

	/**
	 * Return a copy of a session, without who it is of: credentials that no filter reads
	 * must not pass for those of the session.
	 */
	static WebSession copyOf(WebSession session) {
		DetachedSession copy = new DetachedSession(session);
		copy.attributes.values().removeIf(SecurityContext.class::isInstance);
		return copy;
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.attributes;
	}

	@Override
	public void start() {
	}

	@Override
	public boolean isStarted() {
		return this.started;
	}

	@Override
	public Mono<Void> changeSessionId() {
		return Mono.empty();
	}

	@Override
	public Mono<Void> invalidate() {
		return Mono.fromRunnable(this.attributes::clear);
	}

	@Override
	public Mono<Void> save() {
		return Mono.empty();
	}

	@Override
	public boolean isExpired() {
		return false;
	}

	@Override
	public Instant getCreationTime() {
		return this.creationTime;
	}

	@Override
	public Instant getLastAccessTime() {
		return this.lastAccessTime;
	}

	@Override
	public void setMaxIdleTime(Duration maxIdleTime) {
		this.maxIdleTime = maxIdleTime;
	}

	@Override
	public Duration getMaxIdleTime() {
		return this.maxIdleTime;
	}

}
