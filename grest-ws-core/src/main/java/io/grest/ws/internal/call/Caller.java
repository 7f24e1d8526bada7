package io.grest.ws.internal.call;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Peer of a connection, as its credentials identify it, and the end of its rights.
 * Replaced as a whole when the peer renews its credentials. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class Caller {

	/**
	 * A peer that has not authenticated, whose rights do not end.
	 */
	public static final Caller NOBODY = new Caller(null, null);

	// The differences of System.nanoTime are 292 years at most.
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final @Nullable Principal principal;

	private final @Nullable Instant expiresAt;

	// By System.nanoTime, which is cheap and is not set back.
	private final long end;

	// Null until a decision is kept.
	private volatile @Nullable Map<MethodRule, Boolean> decisions;

	private Caller(@Nullable Principal principal, @Nullable Instant expiresAt) {
		this.principal = principal;
		this.expiresAt = expiresAt;
		this.end = (expiresAt != null) ? System.nanoTime() + nanos(Duration.between(Instant.now(), expiresAt)) : 0;
	}

	private static long nanos(Duration duration) {
		if (duration.isNegative()) {
			return 0;
		}
		return (duration.compareTo(LONGEST) < 0) ? duration.toNanos() : LONGEST.toNanos();
	}

	/**
	 * Return a caller.
	 * @param principal the principal, or {@code null} for nobody
	 * @param expiresAt the end of its rights, or {@code null} for none
	 * @return the caller
	 */
	public static Caller of(@Nullable Principal principal, @Nullable Instant expiresAt) {
		return (principal != null || expiresAt != null) ? new Caller(principal, expiresAt) : NOBODY;
	}

	/**
	 * Return an authenticated principal as a caller.
	 * @param principal the principal, or {@code null} for none
	 * @param expiresAt the end of its rights, or {@code null} if the security may know it
	 * @param security the security of the calls, or {@code null} for none
	 * @return the caller, nobody for an anonymous principal
	 */
	public static Caller of(@Nullable Principal principal, @Nullable Instant expiresAt,
			@Nullable CallSecurity security) {
		if (principal == null || security == null) {
			return of(principal, expiresAt);
		}
		if (security.isNobody(principal)) {
			return of(null, expiresAt);
		}
		return of(principal, (expiresAt != null) ? expiresAt : security.expiresAt(principal));
	}

	/**
	 * Return the principal.
	 * @return the principal, or {@code null} for nobody
	 */
	public @Nullable Principal principal() {
		return this.principal;
	}

	/**
	 * Return the end of its rights.
	 * @return the end, or {@code null} if they do not end
	 */
	public @Nullable Instant expiresAt() {
		return this.expiresAt;
	}

	/**
	 * Return how long its rights last from now on.
	 * @return the time, zero if they have ended
	 * @throws IllegalStateException if they do not end
	 */
	public Duration remaining() {
		Assert.state(this.expiresAt != null, "Rights do not end");
		return Duration.ofNanos(Math.max(0, this.end - System.nanoTime()));
	}

	/**
	 * Return whether its rights have ended.
	 * @return {@code true} from the end on
	 */
	public boolean hasEnded() {
		return this.expiresAt != null && this.end - System.nanoTime() <= 0;
	}

	/**
	 * Return a decision on this caller, which is made once.
	 * @param rule the rule that decides
	 * @param decision makes the decision; it must depend on this caller alone
	 * @return whether the rule grants
	 */
	public boolean decided(MethodRule rule, BooleanSupplier decision) {
		if (this == NOBODY) {
			// Shared by all applications of the process.
			return decision.getAsBoolean();
		}
		Map<MethodRule, Boolean> decisions = this.decisions;
		if (decisions == null) {
			decisions = newDecisions();
		}
		Boolean known = decisions.get(rule);
		if (known == null) {
			known = decision.getAsBoolean();
			decisions.put(rule, known);
		}
		return known;
	}

	private synchronized Map<MethodRule, Boolean> newDecisions() {
		Map<MethodRule, Boolean> decisions = this.decisions;
		if (decisions == null) {
			decisions = new ConcurrentHashMap<>(4);
			this.decisions = decisions;
		}
		return decisions;
	}

}
