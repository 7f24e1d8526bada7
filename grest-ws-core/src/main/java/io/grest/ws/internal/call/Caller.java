package io.grest.ws.internal.call;

import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

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

	private final @Nullable Principal principal;

	private final @Nullable Instant expiresAt;

	// Null until a decision is kept.
	private volatile @Nullable Map<MethodRule, Boolean> decisions;

	private Caller(@Nullable Principal principal, @Nullable Instant expiresAt) {
		this.principal = principal;
		this.expiresAt = expiresAt;
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
