package io.grest.ws.internal.session;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Session that may go on with another link, as whoever keeps it sees it.
 */
final class ResumableSession implements KeptSession, GroupMember.AwayListener {

	private final Session session;

	private final Departure departure;

	private volatile @Nullable Keeper keeper;

	ResumableSession(Session session, Departure departure) {
		this.session = session;
		this.departure = departure;
		session.links().listeners().add(this);
	}

	@Override
	public void keptBy(Keeper keeper) {
		this.keeper = keeper;
		this.departure.receipts(keeper);
	}

	@Override
	public void away() {
		Keeper keeper = this.keeper;
		if (keeper != null) {
			keeper.away();
		}
	}

	@Override
	public void back() {
		Keeper keeper = this.keeper;
		if (keeper != null) {
			keeper.back();
		}
	}

	/**
	 * Go on with the link of another session, if both sides can send what the other has
	 * not received. If not, this session ends.
	 * @param other the session of the link, which is over then
	 * @param peer what the other side has received, and can send again
	 * @param accepted returns the frame to send first, for the number of frames received
	 * @param outcome a consumer of whether this session goes on
	 */
	void takeOver(Session other, ResumeOffer peer, LongFunction<@Nullable OutboundFrame> accepted,
			Consumer<Boolean> outcome) {
		Session session = this.session;
		session.links().takeOver(session, other.sender().link(), peer, (received) -> {
			session.rights().use(other.rights().get());
			session.owner().values().setAll(other.owner().values());
			return accepted.apply(received);
		}, (id) -> session.calls().pending().has(id), (same) -> {
			if (same) {
				// The other handshake is told first, as it ends with its session.
				Steps.runAll(session.log()::endFailed, () -> outcome.accept(true), other.ending()::givenAway,
						session.links().listeners()::back);
			}
			else {
				session.close(SocketCloseStatus.RESUMED);
				outcome.accept(false);
			}
		});
	}

	@Override
	public boolean isHeard() {
		SessionLinks.Counts counts = this.session.links().counts();
		return counts == null || counts.received().isHeardNow();
	}

	@Override
	public ResumeOffer offer(String token) {
		SessionLinks.Counts counts = this.session.links().counts();
		return (counts != null) ? new ResumeOffer(token, counts.received().count(), counts.sent().base())
				: new ResumeOffer(token, 0, 0);
	}

	@Override
	public void leave() {
		Link link = this.session.sender().link();
		// After what is about to be sent.
		link.execute(() -> this.session.links()
			.lose(link, SocketCloseStatus.RESUMED, true,
					() -> this.session.ending().over(link, SocketCloseStatus.RESUMED, null)));
	}

	@Override
	public void depart() {
		this.departure.depart();
	}

	@Override
	public long size() {
		SessionLinks.Counts counts = this.session.links().counts();
		return this.session.queue().bytes() + ((counts != null) ? counts.sent().bytes() : 0);
	}

	@Override
	public List<String> topics() {
		return this.session.handshaking().topics().joined();
	}

	@Override
	public void end(SocketCloseStatus status) {
		this.session.close(status);
	}

	/**
	 * Return the names of the contract and the connection.
	 */
	@Override
	public String toString() {
		return this.session.toString();
	}

}
