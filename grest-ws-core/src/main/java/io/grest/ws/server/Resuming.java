package io.grest.ws.server;

import java.util.List;
import java.util.function.Function;

import io.grest.ws.contract.ContractResume;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.session.ConnectedListener;
import io.grest.ws.internal.session.ConnectionFactory;
import io.grest.ws.internal.session.Handshaker;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeGrant;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.observation.ResumeOutcome;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Part of one handshake that lets the client go on with its session, or keeps a new one
 * for it.
 */
final class Resuming {

	private final ServerParts server;

	private final Handshaker.Control control;

	private final ConnectionFactory.Origin origin;

	private final @Nullable ResumeOffer offer;

	// Set before the client is accepted.
	private volatile @Nullable KeptClient kept;

	// Whether the client has a receipt for the session before.
	private volatile boolean clean;

	/**
	 * Create the part of a handshake.
	 * @param server what the handshakes at the path share
	 * @param control the connection
	 * @param origin the request that opened it
	 * @param offer the offer of the client, or {@code null} for none
	 */
	Resuming(ServerParts server, Handshaker.Control control, ConnectionFactory.Origin origin,
			@Nullable ResumeOffer offer) {
		this.server = server;
		this.control = control;
		this.origin = origin;
		this.offer = offer;
	}

	/**
	 * Return the terms that may be granted to a client that is known now.
	 */
	Terms granted(Terms granted, Caller caller) {
		boolean mayResume = caller.principal() != null || this.server.contracts()
			.stream()
			.allMatch((served) -> served.contract().resume().filter(ContractResume::isForAnonymous).isPresent());
		return mayResume ? granted : granted.with(granted.extensions().without(Extensions.RESUME));
	}

	/**
	 * Go on with the session that the client offers, if that is allowed and possible.
	 * @param granted the terms of the client
	 * @param accepted writes the frame that accepts the client by its terms
	 * @return whether the session goes on, an error if the client may not connect
	 */
	Mono<Boolean> goOn(Terms granted, Function<Terms, @Nullable OutboundFrame> accepted) {
		ResumeOffer offer = this.offer;
		if (offer == null || !granted.extensions().include(Extensions.RESUME)) {
			return Mono.just(false);
		}
		ClientIdentity identity = identity(granted);
		ResumableSessions.Offered offered = this.server.sessions().find(offer, identity);
		if (offered == null) {
			this.clean = this.server.sessions().isReceipt(offer, identity);
			tellOthers(this.server.sessions().elsewhere(offer, identity));
			return Mono.just(false);
		}
		KeptClient kept = offered.kept();
		Mono<Void> mayConnect = mayConnect(kept);
		if (!kept.identity().allows(identity)) {
			return mayConnect.then(Mono.fromRunnable(() -> end(kept))).thenReturn(false);
		}
		return mayConnect.then(Mono.defer(() -> this.control.goOn(kept.session(), offer, (received) -> {
			kept.offered(offered.sequence());
			return accepted.apply(granted
				.resumed(this.server.sessions().grant(kept, ResumeGrant.Kind.SAME, received, kept.session().topics())));
		}))).doOnNext((same) -> {
			if (same) {
				offered(ResumeOutcome.SAME);
			}
		});
	}

	private void tellOthers(@Nullable String session) {
		ConnectedListener topics = this.server.first().topics();
		if (session != null && topics != null) {
			topics.wentElsewhere(session);
		}
	}

	private static void end(KeptClient kept) {
		kept.session().end(SocketCloseStatus.RESUMED);
	}

	private Mono<Void> mayConnect(KeptClient kept) {
		List<? extends Handshaker.OfContract> connections = this.control.contracts();
		return Flux.range(0, connections.size())
			.concatMap((i) -> this.server.contracts()
				.get(i)
				.mayConnect(connections.get(i).connection(), this.control.caller(), kept.implementations().get(i)))
			.then();
	}

	/**
	 * Keep the session that begins now, if the client may go on with it.
	 * @param granted the terms of the client
	 * @param implementations the implementations of the contracts, in order
	 * @return the terms with what the client is told of its session
	 */
	Terms keep(Terms granted, List<Object> implementations) {
		if (this.offer != null) {
			offered(this.clean ? ResumeOutcome.CLEAN : ResumeOutcome.NEW);
		}
		if (!granted.extensions().include(Extensions.RESUME)) {
			return granted;
		}
		KeptClient kept = this.server.sessions().keep(identity(granted), this.control.keep(null), implementations);
		this.kept = kept;
		ResumeGrant.Kind kind = this.clean ? ResumeGrant.Kind.CLEAN : ResumeGrant.Kind.NEW;
		return granted.resumed(this.server.sessions().grant(kept, kind, 0, kept.session().topics()));
	}

	private void offered(ResumeOutcome outcome) {
		this.server.connections().metrics().offered(outcome);
	}

	private ClientIdentity identity(Terms granted) {
		return ClientIdentity.of(this.control.caller(), this.server.connections().security(),
				this.server.first().contract().path(), this.origin.upgrade(), this.origin.pathVariables(),
				granted.extensions());
	}

	/**
	 * Forget the session, which has ended.
	 */
	void closed() {
		KeptClient kept = this.kept;
		if (kept != null) {
			this.server.sessions().forget(kept);
		}
	}

}
